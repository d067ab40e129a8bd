//! Any words, documents, shorthand and timestamps through the reference CLI: it never panics, ends with a documented code,
//! says why it fails, says the same twice, and shows no secret.
#![no_main]

use std::time::Duration;

use kmspec::cli::{
    CliOutcome, Destination, FileFault, Files, Flavour, Host, Invocation, Transport,
    TransportError, run,
};
use kmspec::model::Model;
use kmspec::wire::{Headers, Request, Response, Timestamp, world};
use libfuzzer_sys::fuzz_target;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/// No files, one canned reply, no processes, and a clock that stands still.
struct Nothing<'a>(&'a str);

impl Files for Nothing<'_> {
    fn read(&self, _: &str) -> Result<Vec<u8>, FileFault> {
        Err(absent())
    }
}

impl Transport for Nothing<'_> {
    fn send(&mut self, _: &Destination, _: &Request) -> Result<Response, TransportError> {
        // The first byte says how the reply goes; what is left is its body.
        let status = match self.0.as_bytes().first() {
            Some(b'!') => 400,
            Some(b'?') => 500,
            Some(b'#') => return Err(TransportError::ReadTimeout),
            _ => 200,
        };
        Ok(Response {
            status,
            headers: Headers::new(),
            body: self.0.trim_start_matches(['!', '?']).into(),
        })
    }
}

impl Host for Nothing<'_> {
    fn now(&mut self) -> Timestamp {
        world::START
    }

    fn sleep(&mut self, _: Duration) {}

    fn random(&mut self, bytes: &mut [u8]) {
        bytes.fill(0x80);
    }

    fn run(&mut self, _: &[String]) -> Result<(i32, Vec<u8>, Vec<u8>), FileFault> {
        Err(absent())
    }

    fn shell(&mut self, _: &str) -> i32 {
        1
    }

    fn system(&self) -> (String, String) {
        ("Linux".to_owned(), "6.1".to_owned())
    }
}

fn absent() -> FileFault {
    FileFault {
        number: 2,
        message: "No such file or directory".to_owned(),
    }
}

fn outcome(words: &str, reply: &str, flavour: Flavour) -> CliOutcome {
    let env = [
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", SECRET),
        ("AWS_DEFAULT_REGION", "us-east-1"),
    ];
    let invocation = Invocation {
        args: words.lines().map(str::to_owned).collect(),
        env: env.map(|(k, v)| (k.to_owned(), v.to_owned())).into(),
        terminal: None,
        flavour,
    };
    let mut transport = Nothing(reply);
    run(
        Model::bundled(),
        &invocation,
        &Nothing(""),
        &mut transport,
        &mut Nothing(""),
    )
}

fuzz_target!(|text: &str| {
    // Words, one a line; after an empty line, the body of the reply.
    let (words, reply) = text.split_once("\n\n").unwrap_or((text, "{}"));
    for flavour in [Flavour::V1, Flavour::V2] {
        let told = outcome(words, reply, flavour);
        assert!(
            [0, 1, 2, 130, 252, 253, 254, 255].contains(&told.exit),
            "exit code {}",
            told.exit
        );
        assert!(
            told.exit == 0 || !told.stderr.is_empty(),
            "{} without a word",
            told.exit
        );
        assert_eq!(told, outcome(words, reply, flavour), "the same words");
        let said = [told.stdout, told.stderr].concat();
        // Whoever types the secret, or a server that sends it, has told it already.
        assert!(
            text.contains(SECRET) || !said.windows(SECRET.len()).any(|w| w == SECRET.as_bytes()),
            "a secret is shown"
        );
    }
});
