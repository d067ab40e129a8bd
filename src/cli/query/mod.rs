//! `JMESPath`: what `--query` says.
//!
//! The `jmespath` crate keeps maps sorted by key and words its faults in its own way; the CLI prints maps in the order of the
//! expression, and its exact words for each fault. So the language is read here; the crate is the second opinion in the tests.

#[cfg(test)]
mod compliance;
mod functions;
mod interpreter;
mod lexer;
mod parser;

pub(crate) use parser::compile;

use super::value::{Layout, Value, parse, write};

/// A compiled expression.
#[derive(Debug, Clone)]
pub(crate) struct Query(parser::Node);

impl Query {
    /// Applies the expression.
    ///
    /// # Errors
    ///
    /// The fault in `JMESPath`'s words: an unknown function, a wrong type or number of arguments.
    pub(crate) fn search(&self, value: &Value) -> Result<Value, String> {
        interpreter::visit(&self.0, value)
    }
}

/// What an expression finds in a JSON document, as JSON on one line.
///
/// # Errors
///
/// The fault in `JMESPath`'s words, or why the document is no JSON.
pub fn query(expression: &str, json: &str) -> Result<String, String> {
    let data = parse(json, false).map_err(|error| error.to_string())?;
    let found = compile(expression)?.search(&data)?;
    Ok(write(&found, Layout::Compact))
}

#[cfg(test)]
mod tests {
    use super::query as search;
    use super::*;

    fn check(expression: &str, json: &str, expect: &str) {
        assert_eq!(
            search(expression, json).as_deref(),
            Ok(expect),
            "{expression}"
        );
    }

    const STORES: &str = r#"{"s":[{"id":"b","n":2,"t":["x","y"]},{"id":"a","n":10,"t":[]}],"m":{"z":1,"a":null},"e":[]}"#;

    #[test]
    fn order_is_the_expressions() {
        check(
            "s[].{z:id,a:n}",
            STORES,
            r#"[{"z":"b","a":2},{"z":"a","a":10}]"#,
        );
        check("keys(m)", STORES, r#"["z","a"]"#);
        check("merge(m, {b: `1`})", STORES, r#"{"z":1,"a":null,"b":1}"#);
    }

    #[test]
    fn functions_and_projections() {
        check("sort_by(s, &n)[-1].id", STORES, "\"a\"");
        check("s[?n > `5`].id | [0]", STORES, "\"a\"");
        check("s[*].t[]", STORES, r#"["x","y"]"#);
        check("max_by(s, &n).n", STORES, "10");
        check("avg(s[].n)", STORES, "6.0");
        check("avg(e)", STORES, "null");
        check("s[::-1].id", STORES, r#"["a","b"]"#);
        check("`{bad`", STORES, "\"{bad\"");
        check("!e && m.z == `1` || 'x'", STORES, "true");
        check("map(&id, s)", STORES, r#"["b","a"]"#);
        check("*.z", STORES, "[1]");
    }

    /// Where jmespath.py, which the CLI uses, does not do what the language says. Source: jmespath.py 1.0.1, run.
    #[test]
    fn habits_of_python_are_kept() {
        // Behind an index, a slice is no projection.
        check("s[0].t[0:][1]", STORES, "[]");
        check("s[0:][0]", STORES, "[]");
        check("[s][0][0:].id", STORES, "null");
        check("([s][0])[0:][1].id", STORES, "\"a\"");
        check("s[0:].id", STORES, r#"["b","a"]"#);
        // Behind `a.*`, one step belongs to the projection.
        check("@.*.z", STORES, "[1]");
        check("@.*.z.y", STORES, "null");
        check("*.z.y", STORES, "[]");
        check("(length)(s)", STORES, "2");
        check(
            "merge(m, `[[\"k\", 1], \"xy\"]`)",
            STORES,
            r#"{"z":1,"a":null,"k":1,"x":"y"}"#,
        );
        check(
            "merge(m, `[[1, 2]]`, ``)",
            STORES,
            r#"{"z":1,"a":null,"1":2}"#,
        );
        for (expression, expect) in [
            ("merge(m, e, `1`)", "'int' object is not iterable"),
            (
                "merge(m, 'ab')",
                "dictionary update sequence element #0 has length 1; 2 is required",
            ),
            (
                "merge(m, `[\"ab\", 1]`)",
                "cannot convert dictionary update sequence element #1 to a sequence",
            ),
            ("merge(m, `[[{}, 1]]`)", "unhashable type: 'dict'"),
            (
                "max_by(`[1, \"a\"]`, &@)",
                "'>' not supported between instances of 'str' and 'int'",
            ),
            (
                "min_by(`[\"a\", 1]`, &@)",
                "'<' not supported between instances of 'int' and 'str'",
            ),
            (
                "max_by(`[null, 1]`, &[nofunc(@)])",
                "In function max_by(), invalid type for value: None, expected one of: ['number', 'string'], received: \"null\"",
            ),
        ] {
            assert_eq!(
                search(expression, STORES),
                Err(expect.to_owned()),
                "{expression}"
            );
        }
    }

    #[test]
    fn faults_are_worded_as_the_cli_words_them() {
        for (expression, expect) in [
            (
                "a[",
                "Invalid jmespath expression: Incomplete expression:\n\"a[\"\n   ^",
            ),
            (
                "a b",
                "Unexpected token: b: Parse error at column 2, token \"b\" (UNQUOTED_IDENTIFIER), for expression:\n\"a b\"\n   ^",
            ),
            (
                "'abc",
                "Bad jmespath expression: Unclosed ' delimiter:\n'abc\n^",
            ),
            ("", "Invalid JMESPath expression: cannot be empty."),
            (
                ".a",
                "invalid token: Parse error at column 0, token \".\" (DOT), for expression:\n\".a\"\n ^",
            ),
            (
                "file://q.txt",
                "Bad jmespath expression: Unknown token /:\nfile://q.txt\n     ^",
            ),
            (
                "length()",
                "Expected 1 argument for function length(), received 0",
            ),
            (
                "length(`1`)",
                "In function length(), invalid type for value: 1, expected one of: ['string', 'array', 'object'], received: \"number\"",
            ),
            ("nofunc(@)", "Unknown function: nofunc()"),
        ] {
            assert_eq!(
                search(expression, "{}"),
                Err(expect.to_owned()),
                "{expression}"
            );
        }
    }

    #[test]
    fn deep_or_long_expressions_are_refused() {
        assert!(compile(&"(".repeat(3000)).is_err());
        assert!(compile(&"!".repeat(3000)).is_err());
        assert!(compile(&format!("{}a", "a.".repeat(3000))).is_err());
        assert!(search(&format!("a{}", ".a".repeat(2000)), "{}").is_ok());
    }

    #[test]
    fn the_crate_agrees() {
        let expressions = [
            "s",
            "s[0]",
            "s[*].id",
            "s[].t",
            "s[].t[]",
            "s[].t[0]",
            "m.*",
            "s[?id=='a']",
            "s[?n<`5`].n",
            "s[?t].id",
            "length(s)",
            "s[1:].id",
            "s[:1].id",
            "s[::2]",
            "e[]",
            "nope.x",
            "s | [1].id",
            "[s[0].id, m.z]",
            "sort(s[].id)",
            "join('-', s[].id)",
            "reverse(s[].n)",
            "sum(s[].n)",
            "min(s[].n)",
            "max(s[].id)",
            "contains(s[].id, 'a')",
            "starts_with(s[0].id, 'b')",
            "to_string(m)",
            "to_number('7')",
            "type(s)",
            "to_array(m.z)",
            "not_null(nope, m.z)",
            "values(m)",
            "abs(`-3`)",
            "ceil(`1.5`)",
            "floor(`1.5`)",
            "ends_with('abc', 'bc')",
            "s[?!t].id",
            "s[?n==`2` && id=='b']",
            "s[?n==`2` || n==`10`].n",
            "@",
            "m.\"z\"",
            "s[*].[id, n]",
            "s[].{i: id} | [0].i",
            "min_by(s, &n).id",
            "sort_by(s, &id)[].id",
            "`[1,2]`[0]",
        ];
        for expression in expressions {
            let theirs = jmespath::compile(expression)
                .expect("valid")
                .search(jmespath::Variable::from_json(STORES).expect("JSON"))
                .expect("runs");
            let ours = search(expression, STORES).expect("runs");
            let ours: serde_json::Value = serde_json::from_str(&ours).expect("JSON");
            let theirs: serde_json::Value =
                serde_json::from_str(&theirs.to_string()).expect("JSON");
            let same = match (ours.as_f64(), theirs.as_f64()) {
                (Some(a), Some(b)) => (a - b).abs() < f64::EPSILON,
                _ => ours == theirs,
            };
            let sorted = |v: &serde_json::Value| {
                let mut items: Vec<String> = v
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(ToString::to_string)
                    .collect();
                items.sort();
                items
            };
            // Values of a map come in another order there.
            let same = same || expression.starts_with("values") && sorted(&ours) == sorted(&theirs);
            let same = same || expression == "m.*" && sorted(&ours) == sorted(&theirs);
            let same = same || expression == "to_string(m)";
            assert!(same, "{expression}: {ours} against {theirs}");
        }
    }
}
