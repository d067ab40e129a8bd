//! `kmspec completions` and `kmspec man`: what packages install beside the program.

use std::process::ExitCode;

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::args::Arguments;
use super::exit::Exit;
use super::output;

/// Prints what makes a shell complete the words of this program.
pub(crate) fn completions(shell: Shell) -> ExitCode {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "kmspec", &mut text);
    output::print(format_args!("{}", String::from_utf8_lossy(&text)));
    ExitCode::SUCCESS
}

/// Prints the manual page of the program, or of one of its commands.
pub(crate) fn page(name: Option<&str>) -> Result<ExitCode, Exit> {
    let mut program = Arguments::command();
    program.build();
    let command = match name {
        None => program,
        Some(name) => {
            let found = program.find_subcommand(name).cloned();
            found.ok_or_else(|| {
                Exit::usage(format!("there is no command `{name}`"))
                    .help("`kmspec --help` lists them")
            })?
        }
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(command)
        .render(&mut text)
        .map_err(|error| Exit::unwritten(format!("cannot write the page: {error}")))?;
    output::print(format_args!("{}", String::from_utf8_lossy(&text)));
    Ok(ExitCode::SUCCESS)
}
