//! Expressions to canonical text: few parentheses, and parsing it gives the same expression.

use std::fmt::{self, Write};

use super::lexer::{continues_name, starts_name};
use super::parser::{OPERATORS, level};
use crate::arena::{Id, Node};
use crate::operation::{Binary, Unary};

/// Work that is still to be written, last first.
enum Piece {
    Text(&'static str),
    /// A node, in parentheses if it binds more loosely than the level says.
    Node(Id, u8),
}

/// Writes the expression at `root`; `name` gives the text of a leaf.
pub(crate) fn write_node<'n>(
    out: &mut dyn Write,
    nodes: &[Node],
    root: Id,
    name: impl Fn(u32) -> &'n str,
) -> fmt::Result {
    let mut pieces = vec![Piece::Node(root, 0)];
    while let Some(piece) = pieces.pop() {
        let (id, tightness) = match piece {
            Piece::Text(text) => {
                out.write_str(text)?;
                continue;
            }
            Piece::Node(id, tightness) => (id, tightness),
        };
        let node = nodes[id as usize];
        let own = level_of(node);
        if own < tightness {
            out.write_char('(')?;
            pieces.push(Piece::Text(")"));
        }
        match node {
            Node::Number(bits) => write_number(out, bits.value())?,
            Node::Leaf(leaf) => write_name(out, name(leaf))?,
            Node::Unary(Unary::Neg, a) => prefixed(&mut pieces, "-", a, level::NEGATION),
            Node::Unary(Unary::Not, a) => prefixed(&mut pieces, "!", a, level::NOT),
            Node::Unary(operation, a) => call(&mut pieces, operation.name().unwrap_or("?"), &[a]),
            Node::Binary(operation, a, b) => match infix(operation) {
                Some((symbol, own)) => {
                    let (left, right) = match own {
                        level::POWER => (level::ATOM, level::NEGATION),
                        level::COMPARISON => (own + 1, own + 1),
                        _ => (own, own + 1),
                    };
                    pieces.extend([
                        Piece::Node(b, right),
                        Piece::Text(symbol),
                        Piece::Node(a, left),
                    ]);
                }
                None => call(&mut pieces, operation.name().unwrap_or("?"), &[a, b]),
            },
            Node::Ternary(_, a, b, c) => call(&mut pieces, "if", &[a, b, c]),
        }
    }
    Ok(())
}

fn prefixed(pieces: &mut Vec<Piece>, sign: &'static str, operand: Id, tightness: u8) {
    pieces.extend([Piece::Node(operand, tightness), Piece::Text(sign)]);
}

fn call(pieces: &mut Vec<Piece>, name: &'static str, arguments: &[Id]) {
    pieces.push(Piece::Text(")"));
    for (i, &argument) in arguments.iter().enumerate().rev() {
        pieces.push(Piece::Node(argument, 0));
        pieces.push(Piece::Text(if i == 0 { "(" } else { ", " }));
    }
    pieces.push(Piece::Text(name));
}

fn level_of(node: Node) -> u8 {
    match node {
        Node::Unary(Unary::Neg, _) => level::NEGATION,
        Node::Unary(Unary::Not, _) => level::NOT,
        Node::Binary(operation, ..) => infix(operation).map_or(level::ATOM, |(_, level)| level),
        _ => level::ATOM,
    }
}

/// The operator as it is printed, with its level.
fn infix(operation: Binary) -> Option<(&'static str, u8)> {
    let &(symbol, _, level) = OPERATORS.iter().find(|(_, o, _)| *o == operation)?;
    let spaced = match symbol {
        "|" => " | ",
        "&" => " & ",
        "<" => " < ",
        "<=" => " <= ",
        ">" => " > ",
        ">=" => " >= ",
        "==" => " == ",
        "!=" => " != ",
        "+" => " + ",
        "-" => " - ",
        tight => tight,
    };
    Some((spaced, level))
}

fn write_number(out: &mut dyn Write, value: f64) -> fmt::Result {
    if value == std::f64::consts::PI {
        return out.write_str("pi");
    }
    // Debug gives the shortest text that reads back as the same number.
    let text = format!("{value:?}");
    out.write_str(text.strip_suffix(".0").unwrap_or(&text))
}

fn write_name(out: &mut dyn Write, name: &str) -> fmt::Result {
    let mut characters = name.chars();
    let plain = match characters.next() {
        Some('$') => !characters.as_str().is_empty() && characters.all(|c| c.is_ascii_digit()),
        Some(first) => starts_name(first) && characters.all(continues_name),
        None => false,
    };
    if plain && name != "pi" && name != "where" {
        out.write_str(name)
    } else {
        write!(out, "`{}`", name.replace('`', "``"))
    }
}
