//! A stand-in for dockerd: just enough HTTP/1.1 on a unix socket for `docker build` with the
//! classic builder to negotiate a version and upload its context. It builds nothing, checks
//! nothing and keeps only the uploaded tar streams, by image tag.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Every current client accepts this one: it is the lowest the newest clients speak.
const API_VERSION: &str = "1.44";

/// What the daemon saw of one `POST /build`.
pub(crate) enum Upload {
    /// The request began, but its body never came to its proper end.
    Broken,
    Complete(Vec<u8>),
}

type Uploads = HashMap<String, Upload>;

pub(crate) struct Daemon {
    uploads: Arc<Mutex<Uploads>>,
}

impl Daemon {
    /// Starts answering on `socket`; the threads end with the test process.
    pub(crate) fn start(socket: &Path) -> io::Result<Self> {
        let listener = UnixListener::bind(socket)?;
        let uploads = Arc::new(Mutex::new(Uploads::new()));
        let shared = Arc::clone(&uploads);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let uploads = Arc::clone(&shared);
                // A client that gives up half-way is an observation, not an error of the test.
                thread::spawn(move || drop(converse(&stream, &uploads)));
            }
        });
        Ok(Self { uploads })
    }

    /// Hands out, once, what was uploaded for the image `tag`.
    pub(crate) fn take(&self, tag: &str) -> Option<Upload> {
        lock(&self.uploads).remove(tag)
    }
}

fn lock(uploads: &Mutex<Uploads>) -> MutexGuard<'_, Uploads> {
    uploads.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One request without its body.
struct Head {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
}

impl Head {
    /// The value of the header `name` (lower case), in lower case.
    fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The path without the leading `/v1.44`.
    fn route(&self) -> &str {
        let path = self.target.split('?').next().unwrap_or_default();
        match path.strip_prefix("/v1.").and_then(|rest| rest.find('/').map(|at| &rest[at..])) {
            Some(rest) => rest,
            None => path,
        }
    }

    fn query(&self, key: &str) -> Option<&str> {
        let (_, query) = self.target.split_once('?')?;
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(name, _)| *name == key).map(|(_, value)| value)
    }
}

fn converse(stream: &UnixStream, uploads: &Mutex<Uploads>) -> io::Result<()> {
    let mut input = BufReader::new(stream);
    while let Some(head) = read_head(&mut input)? {
        if head.header("expect") == Some("100-continue") {
            (&*stream).write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        let tag = (head.method == "POST" && head.route() == "/build")
            .then(|| head.query("t").unwrap_or_default().to_owned());
        if let Some(tag) = &tag {
            lock(uploads).insert(tag.clone(), Upload::Broken);
        }
        let body = read_body(&head, &mut input)?;
        if let Some(tag) = tag {
            lock(uploads).insert(tag, Upload::Complete(body));
        }
        respond(&head, stream)?;
    }
    Ok(())
}

fn read_line(input: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = String::new();
    if input.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    Ok(Some(line.trim_end_matches(['\r', '\n']).to_owned()))
}

fn read_head(input: &mut impl BufRead) -> io::Result<Option<Head>> {
    let Some(first) = read_line(input)? else {
        return Ok(None);
    };
    let mut words = first.split(' ').map(str::to_owned);
    let (method, target) = (words.next(), words.next());
    let mut headers = Vec::new();
    loop {
        let line = read_line(input)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.push((name.to_ascii_lowercase(), value.trim().to_ascii_lowercase()));
        }
    }
    let (method, target) = (method.unwrap_or_default(), target.unwrap_or_default());
    Ok(Some(Head { method, target, headers }))
}

fn read_body(head: &Head, input: &mut impl BufRead) -> io::Result<Vec<u8>> {
    if head.header("transfer-encoding") == Some("chunked") {
        return read_chunks(input);
    }
    let length = head.header("content-length").and_then(|text| text.parse().ok());
    read_exactly(input, length.unwrap_or(0))
}

fn read_exactly(input: &mut impl BufRead, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if input.take(length).read_to_end(&mut bytes)? as u64 != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

fn read_chunks(input: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = read_line(input)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let digits = line.split(';').next().unwrap_or_default().trim();
        let length = u64::from_str_radix(digits, 16).map_err(|_| io::ErrorKind::InvalidData)?;
        if length == 0 {
            // Trailers, up to an empty line.
            while read_line(input)?.is_some_and(|trailer| !trailer.is_empty()) {}
            return Ok(body);
        }
        body.extend(read_exactly(input, length)?);
        read_line(input)?;
    }
}

fn respond(head: &Head, mut stream: &UnixStream) -> io::Result<()> {
    let (status, kind, body) = match (head.method.as_str(), head.route()) {
        ("GET" | "HEAD", "/_ping") => ("200 OK", "text/plain", "OK".to_owned()),
        ("GET", "/version") => ("200 OK", "application/json", version()),
        ("GET", "/info") => ("200 OK", "application/json", r#"{"OSType":"linux"}"#.to_owned()),
        ("POST", "/build") => {
            let text = "{\"stream\":\"Successfully built 0123456789ab\\n\"}\r\n";
            ("200 OK", "application/json", text.to_owned())
        }
        _ => ("404 Not Found", "application/json", r#"{"message":"no such page"}"#.to_owned()),
    };
    let mut answer = format!(
        "HTTP/1.1 {status}\r\nApi-Version: {API_VERSION}\r\nOstype: linux\r\n\
         Builder-Version: 1\r\nDocker-Experimental: false\r\nServer: Docker/27.0.0 (linux)\r\n\
         Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    if head.method != "HEAD" {
        answer.push_str(&body);
    }
    stream.write_all(answer.as_bytes())
}

fn version() -> String {
    format!(
        "{{\"Version\":\"27.0.0\",\"ApiVersion\":\"{API_VERSION}\",\"MinAPIVersion\":\"1.24\",\
         \"Os\":\"linux\",\"Arch\":\"amd64\"}}"
    )
}
