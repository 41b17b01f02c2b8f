//! Platforms, as far as the predefined arguments need them: `linux/arm64/v8` and its parts.
//!
//! Nothing is looked up: the builder's platform is taken to be Linux on this machine's processor,
//! which is what Docker Desktop and a local daemon have. Normalised as github.com/containerd/platforms
//! does it.

/// A platform in normal form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Platform {
    /// `linux`.
    pub os: String,
    /// `amd64`.
    pub architecture: String,
    /// `v7`, or nothing.
    pub variant: String,
}

impl Platform {
    /// Linux on this machine's processor.
    pub fn local() -> Self {
        let architecture = match std::env::consts::ARCH {
            "x86_64" => "amd64",
            "aarch64" => "arm64",
            "x86" => "386",
            "powerpc64" => "ppc64le",
            other => other,
        };
        Self {
            os: "linux".to_owned(),
            architecture: architecture.to_owned(),
            variant: String::new(),
        }
    }

    /// Reads `linux/arm64/v8`, `arm64` or `linux`.
    ///
    /// # Errors
    /// What is wrong with the text, as the engine says it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
        let parts: Vec<&str> = text.split('/').collect();
        if let Some(part) = parts.iter().find(|part| part.is_empty() || !part.chars().all(allowed))
        {
            return Err(format!("{part:?} is an invalid component of {text:?}: invalid argument"));
        }
        let part = |number: usize| parts.get(number).copied().unwrap_or_default();
        match parts.len() {
            1 if matches!(part(0), "linux" | "windows" | "darwin" | "freebsd") => {
                Ok(Self { os: part(0).to_owned(), ..Self::local() })
            }
            1 => Ok(Self::normal("linux", part(0), "")),
            2 => Ok(Self::normal(part(0), part(1), "")),
            3 => Ok(Self::normal(part(0), part(1), part(2))),
            _ => Err(format!("{text:?}: cannot parse platform specifier: invalid argument")),
        }
    }

    fn normal(os: &str, architecture: &str, variant: &str) -> Self {
        let architecture = architecture.to_ascii_lowercase();
        let (architecture, variant) = match (architecture.as_str(), variant) {
            ("x86_64" | "x86-64" | "amd64", "v1") => ("amd64", ""),
            ("x86_64" | "x86-64", variant) => ("amd64", variant),
            ("aarch64" | "arm64", "8" | "v8") => ("arm64", ""),
            ("aarch64", variant) => ("arm64", variant),
            ("armhf", _) => ("arm", "v7"),
            ("armel", _) => ("arm", "v6"),
            ("arm", "" | "7") => ("arm", "v7"),
            ("arm", "5") => ("arm", "v5"),
            ("arm", "6") => ("arm", "v6"),
            ("i386", _) => ("386", ""),
            (architecture, variant) => (architecture, variant),
        };
        Self {
            os: os.to_ascii_lowercase(),
            architecture: architecture.to_owned(),
            variant: variant.to_owned(),
        }
    }

    /// `linux/arm/v7`.
    pub fn text(&self) -> String {
        let slash = if self.variant.is_empty() { "" } else { "/" };
        format!("{}/{}{slash}{}", self.os, self.architecture, self.variant)
    }
}

#[cfg(test)]
mod tests {
    use super::Platform;

    #[test]
    fn platforms_are_normal() {
        for (text, expected) in [
            ("linux/amd64", "linux/amd64"),
            ("linux/arm64/v8", "linux/arm64"),
            ("linux/arm", "linux/arm/v7"),
            ("aarch64", "linux/arm64"),
        ] {
            assert_eq!(Platform::parse(text).map(|p| p.text()).as_deref(), Ok(expected));
        }
        assert!(Platform::parse("linux/").is_err());
        assert!(Platform::parse("").is_err());
    }
}
