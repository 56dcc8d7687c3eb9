//! Questions of the wizard: each is answered by its flag, at the terminal, or by what is usual.

use std::io::{BufRead, Write};

use crate::cli::Failure;
use crate::cli::words::faults;
use crate::domain::text::Words;

/// What judges an answer: it says in both languages what is wrong.
pub(super) type Judge = fn(&str) -> Result<(), String>;

/// One thing that the wizard has to know.
pub(super) struct Question<'q> {
    /// Its flag, without the hyphens.
    pub(super) flag: &'q str,
    /// What is asked, in Vietnamese.
    pub(super) vi: &'q str,
    /// And in English.
    pub(super) en: &'q str,
    /// What is usual: taken where nothing is said. An empty text where it may be left out.
    pub(super) usual: Option<&'q str>,
    /// What an answer must be.
    pub(super) judge: Judge,
}

/// A question: its flag and what is usual, how it is asked, and what judges the answer.
pub(super) const fn question<'q>(
    (flag, usual): (&'q str, Option<&'q str>),
    vi: &'q str,
    en: &'q str,
    judge: Judge,
) -> Question<'q> {
    Question { flag, vi, en, usual, judge }
}

/// Whom the wizard asks: whoever sits at the terminal, or nobody.
pub(super) struct Asker<R, W> {
    from: Option<R>,
    to: W,
}

impl<R: BufRead, W: Write> Asker<R, W> {
    /// Asks `from` by writing to `to`; where there is nobody, what is usual is taken.
    pub(super) const fn new(from: Option<R>, to: W) -> Self {
        Self { from, to }
    }

    /// What `flag` says, or what is answered, or what is usual.
    ///
    /// # Errors
    /// Where the flag says what cannot be, or nobody is there to say what must be said.
    pub(super) fn ask(
        &mut self,
        question: &Question<'_>,
        flag: Option<&str>,
    ) -> Result<String, Failure> {
        let Question { flag: name, vi, en, usual, judge } = question;
        if let Some(said) = flag {
            let refused = |fault: String| {
                Failure::Other(Words::foreign(fault).about(format_args!("--{name}")))
            };
            judge(said).map_err(refused)?;
            return Ok(said.to_owned());
        }
        let missing = || Failure::Other(faults::no_flag(name, vi, en));
        let Some(from) = &mut self.from else {
            return usual.map(str::to_owned).ok_or_else(missing);
        };
        loop {
            let shown = match *usual {
                None => String::new(),
                Some("") => " [bỏ qua / none]".to_owned(),
                Some(usual) => format!(" [{usual}]"),
            };
            write!(self.to, "{vi}\n{en}{shown}: ")?;
            self.to.flush()?;
            let mut line = String::new();
            if from.read_line(&mut line)? == 0 {
                return Err(missing());
            }
            let said = match (line.trim(), *usual) {
                ("", Some(usual)) => usual,
                (said, _) => said,
            };
            match judge(said) {
                Ok(()) => return Ok(said.to_owned()),
                Err(fault) => writeln!(self.to, "  {fault}")?,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::words::Told;

    fn short(text: &str) -> Result<(), String> {
        if text.len() < 4 { Ok(()) } else { Err("dài quá / too long".to_owned()) }
    }

    const NAME: Question<'_> =
        Question { flag: "name", vi: "Tên?", en: "Name", usual: Some("abc"), judge: short };

    fn asked(typed: Option<&'static str>, question: &Question<'_>, flag: Option<&str>) -> String {
        let mut shown = Vec::new();
        let said = Asker::new(typed.map(str::as_bytes), &mut shown).ask(question, flag);
        let said = said.unwrap_or_else(|failure| failure.words().beside());
        format!("{said}|{}", String::from_utf8(shown).unwrap())
    }

    #[test]
    fn a_flag_goes_before_the_terminal_and_what_is_usual_before_nothing() {
        assert_eq!(asked(Some("x\n"), &NAME, Some("y")), "y|");
        assert_eq!(asked(None, &NAME, None), "abc|");
        assert_eq!(asked(Some("\n"), &NAME, None), "abc|Tên?\nName [abc]: ");
        assert_eq!(asked(Some(" x \n"), &NAME, None), "x|Tên?\nName [abc]: ");
    }

    #[test]
    fn what_cannot_be_is_asked_again_and_refused_of_a_flag() {
        let again = asked(Some("long\nx\n"), &NAME, None);
        assert_eq!(again, "x|Tên?\nName [abc]:   dài quá / too long\nTên?\nName [abc]: ");
        assert_eq!(asked(None, &NAME, Some("long")), "--name: dài quá / too long|");
    }

    #[test]
    fn what_must_be_said_names_its_flag_where_nobody_says_it() {
        let needed = Question { usual: None, ..NAME };

        let missing = "thiếu --name: Tên? / --name is missing: Name";
        assert_eq!(asked(None, &needed, None), format!("{missing}|"));
        assert_eq!(asked(Some(""), &needed, None), format!("{missing}|Tên?\nName: "));
    }
}
