//! Names and kinds of the entries of a tar stream, bytes untouched: pax records are read by their
//! declared length, so a name may hold newlines and need not be UTF-8. It does not extract
//! anything and knows only the ustar, pax and GNU long-name forms that Go programs write.

/// One entry: its path without a leading `./` or a trailing slash.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) path: Vec<u8>,
    pub(crate) is_dir: bool,
    pub(crate) mode: u32,
}

const BLOCK: usize = 512;

/// All entries in stream order; the root itself (`.`) is left out.
pub(crate) fn entries(tar: &[u8]) -> Result<Vec<Entry>, String> {
    let mut found = Vec::new();
    let mut long_name = None;
    let mut at = 0;
    loop {
        let header = tar.get(at..at + BLOCK).ok_or("the tar stream ends without an end mark")?;
        if header.iter().all(|&byte| byte == 0) {
            return Ok(found);
        }
        check_sum(header)?;
        let size = octal(&header[124..136])?;
        let data = tar.get(at + BLOCK..at + BLOCK + size).ok_or("the tar stream is cut short")?;
        at += BLOCK + size.next_multiple_of(BLOCK);
        match header[156] {
            b'x' => long_name = pax_path(data)?.or(long_name),
            b'L' => long_name = Some(until_nul(data).to_vec()),
            b'g' | b'K' => {}
            kind => {
                let path = tidy(long_name.take().unwrap_or_else(|| short_name(header)));
                if !path.is_empty() {
                    let mode = u32::try_from(octal(&header[100..108])?).unwrap_or(u32::MAX);
                    found.push(Entry { path, is_dir: kind == b'5', mode });
                }
            }
        }
    }
}

fn check_sum(header: &[u8]) -> Result<(), String> {
    let bytes = header.iter().enumerate();
    let sum: usize =
        bytes.map(|(at, &b)| usize::from(if (148..156).contains(&at) { b' ' } else { b })).sum();
    if octal(&header[148..156])? == sum {
        return Ok(());
    }
    Err("a tar header with a wrong checksum".to_owned())
}

fn until_nul(field: &[u8]) -> &[u8] {
    field.split(|&byte| byte == 0).next().unwrap_or_default()
}

fn octal(field: &[u8]) -> Result<usize, String> {
    let text = String::from_utf8_lossy(until_nul(field));
    let text = text.trim();
    if text.is_empty() {
        return Ok(0);
    }
    usize::from_str_radix(text, 8).map_err(|error| format!("tar number {text:?}: {error}"))
}

fn short_name(header: &[u8]) -> Vec<u8> {
    let (name, prefix) = (until_nul(&header[..100]), until_nul(&header[345..500]));
    if prefix.is_empty() || !header[257..].starts_with(b"ustar\0") {
        return name.to_vec();
    }
    [prefix, name].join(&b'/')
}

/// The `path` of a pax extended header, whose records read `LENGTH key=value\n`.
fn pax_path(mut data: &[u8]) -> Result<Option<Vec<u8>>, String> {
    let mut path = None;
    while !data.is_empty() {
        let space =
            data.iter().position(|&byte| byte == b' ').ok_or("a pax record without space")?;
        let length = String::from_utf8_lossy(&data[..space]);
        let length: usize = length.parse().map_err(|_| format!("pax length {length:?}"))?;
        let record = data.get(space + 1..length).ok_or("a pax record that is too long")?;
        if let Some(value) = record.strip_prefix(b"path=") {
            path = Some(value.strip_suffix(b"\n").unwrap_or(value).to_vec());
        }
        data = &data[length..];
    }
    Ok(path)
}

fn tidy(path: Vec<u8>) -> Vec<u8> {
    let path = path.strip_prefix(b"./").unwrap_or(&path);
    let path = path.strip_suffix(b"/").unwrap_or(path);
    if path == b"." { Vec::new() } else { path.to_vec() }
}
