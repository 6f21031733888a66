//! `--query`: a part of the result, chosen by `JMESPath`.

use jmespath::ast::Ast;
use jmespath::{Expression, Variable};

use crate::trouble::Trouble;
use crate::value::Value;

/// A query that can be asked.
pub struct Query {
    expression: Expression<'static>,
    written: String,
}

impl Query {
    /// Reads an expression.
    pub fn new(written: String) -> Result<Self, Trouble> {
        match jmespath::compile(&written) {
            Ok(expression) => Ok(Self { expression, written }),
            Err(error) => Err(Trouble::Usage(format!("Bad value for --query {written}: {error}"))),
        }
    }

    /// The part that is asked for; null when there is none. Keys come in the order in which the expression or else the
    /// result has them.
    pub fn of(&self, result: &Value) -> Result<Value, Trouble> {
        let found = self.expression.search(result);
        let found =
            found.map_err(|error| Trouble::Other(format!("Bad value for --query {}: {error}", self.written)))?;
        let mut order = Vec::new();
        named_keys(self.expression.as_ast(), &mut order);
        if let Value::Object(members) = result {
            order.extend(members.iter().map(|(key, _)| key.as_str()));
        }
        Ok(convert(&found, &order))
    }
}

fn convert(variable: &Variable, order: &[&str]) -> Value {
    match variable {
        Variable::Null | Variable::Expref(_) => Value::Null,
        Variable::String(text) => Value::Text(text.clone()),
        Variable::Bool(value) => Value::Bool(*value),
        Variable::Number(number) => Value::Number(number.clone()),
        Variable::Array(items) => Value::List(items.iter().map(|item| convert(item, order)).collect()),
        Variable::Object(members) => {
            let mut members: Vec<_> = members.iter().map(|(key, value)| (key.clone(), convert(value, order))).collect();
            members.sort_by_key(|(key, _)| order.iter().position(|known| known == key).unwrap_or(usize::MAX));
            Value::Object(members)
        }
    }
}

/// The keys that an expression gives to the objects it makes, in the order in which they are written.
fn named_keys<'a>(ast: &'a Ast, keys: &mut Vec<&'a str>) {
    match ast {
        Ast::Identity { .. } | Ast::Field { .. } | Ast::Index { .. } | Ast::Literal { .. } | Ast::Slice { .. } => {}
        Ast::Expref { ast: node, .. }
        | Ast::Flatten { node, .. }
        | Ast::Not { node, .. }
        | Ast::ObjectValues { node, .. } => named_keys(node, keys),
        Ast::Comparison { lhs, rhs, .. }
        | Ast::Condition { predicate: lhs, then: rhs, .. }
        | Ast::Projection { lhs, rhs, .. }
        | Ast::And { lhs, rhs, .. }
        | Ast::Or { lhs, rhs, .. }
        | Ast::Subexpr { lhs, rhs, .. } => {
            named_keys(lhs, keys);
            named_keys(rhs, keys);
        }
        Ast::Function { args: nodes, .. } | Ast::MultiList { elements: nodes, .. } => {
            for node in nodes {
                named_keys(node, keys);
            }
        }
        Ast::MultiHash { elements, .. } => {
            for element in elements {
                keys.push(&element.key);
                named_keys(&element.value, keys);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(expression: &str) -> String {
        let result = Value::Object(vec![
            ("StatusCode".into(), Value::Number(200.into())),
            ("ExecutedVersion".into(), Value::Text("$LATEST".into())),
        ]);
        let answer = Query::new(expression.into()).and_then(|query| query.of(&result)).expect("an answer");
        serde_json::to_string(&answer).expect("json")
    }

    #[test]
    fn keys_keep_their_order() {
        assert_eq!(ask("@"), r#"{"StatusCode":200,"ExecutedVersion":"$LATEST"}"#);
        assert_eq!(ask("{z: StatusCode, a: ExecutedVersion}"), r#"{"z":200,"a":"$LATEST"}"#);
        assert_eq!(ask("[StatusCode, Nothing]"), "[200,null]");
        assert_eq!(ask("length(@)"), "2");
    }

    #[test]
    fn a_bad_expression_is_wrong_usage() {
        assert_eq!(Query::new("a[".into()).map(|_| ()).expect_err("refused").exit_code(), 252);
    }
}
