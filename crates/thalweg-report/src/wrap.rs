//! Paragraphs broken to the width of the terminal.

/// `text` in lines of at most `width` characters, broken at spaces; a longer word stands alone.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let needed = line.chars().count() + 1 + word.chars().count();
            if !line.is_empty() && needed > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

/// Paragraphs separated by empty lines, each broken to `width`, ending with a line break.
///
/// ```
/// assert_eq!(thalweg_report::paragraphs("one two three\n\nfour", 9), "one two\nthree\n\nfour\n");
/// ```
pub fn paragraphs(text: &str, width: usize) -> String {
    wrap(text, width).join("\n") + "\n"
}

/// `text` wrapped, its first line after `first`, the others after as many spaces as `indent`.
pub(crate) fn hang(first: &str, indent: usize, text: &str, width: usize) -> String {
    let lines = wrap(text, width.saturating_sub(indent).max(20));
    let gap = " ".repeat(indent.saturating_sub(first.chars().count()));
    let mut out = format!("{first}{gap}");
    for (i, line) in lines.iter().enumerate() {
        if i > 0 {
            out.push_str(&" ".repeat(indent));
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// At most this many characters.
pub(crate) fn cut(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.into();
    }
    text.chars().take(longest - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_longer_than_the_width_and_no_word_is_lost() {
        let text = "one two three four five six seven eight nine ten";
        let lines = wrap(text, 12);
        assert!(lines.iter().all(|line| line.chars().count() <= 12), "{lines:?}");
        assert_eq!(lines.join(" "), text);
    }

    #[test]
    fn a_long_word_stands_alone() {
        assert_eq!(wrap("a 1234567890 b", 5), ["a", "1234567890", "b"]);
    }

    #[test]
    fn a_hanging_paragraph_is_indented() {
        assert_eq!(
            hang("W-DF", 6, "aaaaaaaaaaaaaa bbbbbbbbbb", 26),
            "W-DF  aaaaaaaaaaaaaa\n      bbbbbbbbbb\n"
        );
    }
}
