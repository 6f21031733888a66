//! The texts of a request that are filled in, and a request with them filled in. Pure but for what the functions read.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::expressions::{self, Writing};
use super::fill::Filling;
use crate::failure::{Field, FieldProblem};
use crate::wire::{FillProblem, Filled, InvokeInput};

/// A request that is filled in.
pub struct FilledRequest {
    /// As it is sent.
    pub sent: InvokeInput,
    /// As it is shown, secrets masked.
    pub shown: Filled,
    /// The secrets that are in what is sent, and what was computed of them. Whatever is kept of the invocation is kept
    /// without them.
    pub secrets: Vec<Zeroizing<String>>,
}

impl FilledRequest {
    /// One in which there is nothing to fill in, or that is not to be filled in.
    pub fn as_it_is(input: &InvokeInput) -> Self {
        let shown = Filled {
            payload: input.payload.clone(),
            function: input.function.clone(),
            qualifier: input.qualifier.clone(),
            region: input.region.clone(),
            client_context: input.client_context.clone(),
            tenant_id: input.tenant_id.clone(),
            durable_execution_name: input.durable_execution_name.clone(),
            changed: false,
            problems: Vec::new(),
        };
        Self { sent: input.clone(), shown, secrets: Vec::new() }
    }

    /// The request as it is shown, for whoever must not have its secrets; and whether a mask stands in it for one.
    pub fn masked(&self) -> (InvokeInput, bool) {
        let mut masked = InvokeInput { unsaved: None, ..self.sent.clone() };
        let shown = self.shown.clone();
        masked.region = shown.region;
        masked.function = shown.function;
        masked.qualifier = shown.qualifier;
        masked.payload = shown.payload;
        masked.client_context = shown.client_context;
        masked.tenant_id = shown.tenant_id;
        masked.durable_execution_name = shown.durable_execution_name;
        let is_masked = texts(&masked).zip(texts(&self.sent)).any(|(shown, sent)| shown != sent);
        (masked, is_masked)
    }
}

/// The texts of a request that are filled in.
fn texts(input: &InvokeInput) -> impl Iterator<Item = &String> {
    [
        &input.payload,
        &input.function,
        &input.qualifier,
        &input.client_context,
        &input.tenant_id,
        &input.durable_execution_name,
    ]
    .into_iter()
    .chain(&input.region)
}

/// Whether there is anything to fill in. Most requests have nothing, and then no file is read for it.
pub fn has_any(input: &InvokeInput) -> bool {
    texts(input).any(|text| expressions::has_any(text))
}

/// Fills a request in.
pub fn fill(input: &InvokeInput, filling: &Arc<Filling>) -> FilledRequest {
    let mut filled = FilledRequest::as_it_is(input);
    let FilledRequest { sent, shown, secrets } = &mut filled;
    let one = |field: Field, writing: Writing, sent: &mut String, shown: &mut String| {
        if !expressions::has_any(sent) {
            return Vec::new();
        }
        let text = filling.text(field, sent, writing);
        sent.clone_from(&text.sent);
        *shown = text.shown;
        text.problems
    };
    let mut problems: Vec<FillProblem> = Vec::new();
    let plain = Writing::Plain;
    problems.extend(one(Field::Function, plain, &mut sent.function, &mut shown.function));
    problems.extend(one(Field::Qualifier, plain, &mut sent.qualifier, &mut shown.qualifier));
    if let (Some(sent), Some(shown)) = (&mut sent.region, &mut shown.region) {
        problems.extend(one(Field::Region, plain, sent, shown));
    }
    let writing = expressions::writing_of(&input.payload);
    problems.extend(one(Field::Payload, writing, &mut sent.payload, &mut shown.payload));
    problems.extend(one(Field::ClientContext, Writing::Json, &mut sent.client_context, &mut shown.client_context));
    problems.extend(one(Field::TenantId, plain, &mut sent.tenant_id, &mut shown.tenant_id));
    let (name, shown_name) = (&mut sent.durable_execution_name, &mut shown.durable_execution_name);
    problems.extend(one(Field::DurableExecutionName, plain, name, shown_name));
    shown.changed = has_any(input);
    shown.problems = problems;
    *secrets = filling.put_in();
    filled
}

/// Problems as the fields show them.
pub fn field_problems(problems: &[FillProblem]) -> Vec<FieldProblem> {
    let said = |problem: &FillProblem| {
        let place = match problem.field {
            Field::Payload | Field::ClientContext => format!("Line {}, column {}: ", problem.line, problem.column),
            _ => String::new(),
        };
        FieldProblem::new(problem.field, format!("{place}{}", problem.message))
    };
    problems.iter().map(said).collect()
}
