//! The comments of a file, and the values that they belong to.

use std::collections::VecDeque;

use crate::case::Span;
use crate::case::node::{Key, Node, Tree};
use crate::case::save::{Body, Entry, Sheet};

/// A comment and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Comment {
    /// Where its `#` is.
    pub(super) at: Span,
    /// From the `#` on.
    pub(super) text: String,
    /// Nothing else stands on its line.
    pub(super) is_alone: bool,
}

/// The comments of the text that holds the node, in order; line breaks are `\n`.
pub(super) fn comments(text: &str, root: &Node) -> Vec<Comment> {
    let chars: Vec<char> = text.chars().collect();
    let starts = line_starts(&chars);
    let mut in_scalar = vec![false; chars.len()];
    visit(root, &mut |span, width| {
        let start = offset(&starts, span).min(chars.len());
        let end = (start + width as usize).min(chars.len());
        in_scalar[start..end].fill(true);
    });
    let line = |(index, start): (usize, &usize)| {
        let end = starts.get(index + 1).map_or(chars.len(), |next| next - 1);
        let line = &chars[*start..end];
        let at = (0..line.len()).find(|at| line[*at] == '#' && !in_scalar[start + at])?;
        let text: String = line[at..].iter().collect();
        Some(Comment {
            at: place(index, at),
            text: text.trim_end().to_owned(),
            is_alone: line[..at].iter().all(|c| c.is_whitespace()),
        })
    };
    starts.iter().enumerate().filter_map(line).collect()
}

/// The tree with each comment at the value that it stands above or beside.
pub(super) fn sheet(text: &str, root: &Node) -> Sheet {
    let chars: Vec<char> = text.chars().collect();
    let mut reader = Reader {
        starts: line_starts(&chars),
        left: comments(text, root).into(),
    };
    let body = reader.body(root, None);
    let end = reader.left.into_iter().map(|comment| comment.text);
    Sheet {
        body,
        end: end.collect(),
    }
}

/// Calls for the place and width of every key and scalar.
fn visit(node: &Node, found: &mut impl FnMut(Span, u32)) {
    match &node.tree {
        Tree::List(items) => items.iter().for_each(|item| visit(item, found)),
        Tree::Map(entries) => {
            for (key, value) in entries {
                found(key.span, key.width);
                visit(value, found);
            }
        }
        // What is left out has a place and no text.
        Tree::Null if node.width == 1 => {}
        _ => found(node.span, node.width),
    }
}

fn line_starts(chars: &[char]) -> Vec<usize> {
    let breaks = (0..chars.len()).filter(|at| chars[*at] == '\n');
    std::iter::once(0).chain(breaks.map(|at| at + 1)).collect()
}

fn offset(starts: &[usize], span: Span) -> usize {
    let line = (span.line as usize).saturating_sub(1);
    let start = starts.get(line).copied().unwrap_or(usize::MAX / 2);
    start + (span.column as usize).saturating_sub(1)
}

fn place(line: usize, column: usize) -> Span {
    let one_more = |index: usize| u32::try_from(index + 1).unwrap_or(u32::MAX);
    Span {
        line: one_more(line),
        column: one_more(column),
    }
}

/// Gives out the comments while it goes through the tree in order.
struct Reader {
    starts: Vec<usize>,
    left: VecDeque<Comment>,
}

impl Reader {
    /// A node's value; `next` is the line of what stands behind it.
    fn body(&mut self, node: &Node, next: Option<u32>) -> Body {
        match &node.tree {
            Tree::List(items) => {
                let starts: Vec<u32> = items.iter().map(|item| item.span.line).collect();
                let items = items.iter().enumerate();
                let read = |(index, item)| {
                    let next = starts.get(index + 1).copied().or(next);
                    self.entry(None, item, next)
                };
                Body::List(items.map(read).collect())
            }
            Tree::Map(entries) => {
                let starts: Vec<u32> = entries.iter().map(|(key, _)| key.span.line).collect();
                let entries = entries.iter().enumerate();
                let read = |(index, (key, value)): (usize, &(Key, Node))| {
                    let next = starts.get(index + 1).copied().or(next);
                    self.entry(Some(key), value, next)
                };
                Body::Map(entries.map(read).collect())
            }
            _ => Body::Scalar(node.to_value()),
        }
    }

    fn entry(&mut self, key: Option<&Key>, node: &Node, next: Option<u32>) -> Entry {
        let start = key.map_or(node.span, |key| key.span);
        let mut above = Vec::new();
        while let Some(comment) = self.left.pop_front_if(|comment| comment.at < start) {
            above.push(comment.text);
        }
        let is_last = next != Some(start.line);
        let is_whole = self.last_line(node) == start.line;
        let is_head = first_line(node).is_none_or(|line| line > start.line);
        let beside = if is_last && (is_whole || is_head) {
            let on_line =
                |comment: &mut Comment| !comment.is_alone && comment.at.line == start.line;
            self.left.pop_front_if(on_line)
        } else {
            None
        };
        Entry {
            key: key.map(|key| key.text.clone()),
            above,
            beside: beside.map(|comment| comment.text),
            body: self.body(node, next),
        }
    }

    /// The line on which the last scalar of a node ends.
    fn last_line(&self, node: &Node) -> u32 {
        let last = match &node.tree {
            Tree::List(items) => items.last(),
            Tree::Map(entries) => entries.last().map(|(_, value)| value),
            _ => {
                let end = offset(&self.starts, node.span) + node.width as usize;
                let line = self.starts.partition_point(|start| *start < end);
                return u32::try_from(line).unwrap_or(u32::MAX).max(node.span.line);
            }
        };
        last.map_or(node.span.line, |last| self.last_line(last))
    }
}

/// The line on which a list or mapping has its first entry; `None` when there is none, or it is a scalar.
fn first_line(node: &Node) -> Option<u32> {
    match &node.tree {
        Tree::List(items) => items.first().map(|item| item.span.line),
        Tree::Map(entries) => entries.first().map(|(key, _)| key.span.line),
        _ => None,
    }
}
