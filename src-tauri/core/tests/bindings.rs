//! The TypeScript bindings that are committed are the ones these types give.
//!
//! `UPDATE_BINDINGS=1 cargo test -p lambdesk-core --test bindings` (or `make bindings`) writes them.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use lambdesk_core::exchange::code::{Code, CodeLanguage};
use lambdesk_core::exchange::collection_files::WrittenCollection;
use lambdesk_core::exchange::command_line::ReadCommand;
use lambdesk_core::exchange::imported::Imported;
use lambdesk_core::failure::Failure;
use lambdesk_core::functions::facts::FunctionFacts;
use lambdesk_core::functions::qualifiers::Qualifiers;
use lambdesk_core::invoke::progress::Progress;
use lambdesk_core::templates::{EventTemplate, FilledTemplate};
use lambdesk_core::test_events::TestEvents;
use lambdesk_core::wire::{
    BodyForm, CheckProblem, CollectionChange, Collections, CompareQuery, Comparison, CostEstimate, CostQuery,
    EnvironmentSaving, Filled, FilteredResponse, FindQuery, FindStep, FindSummary, FolderSaving, FullLog, FullLogStep,
    FunctionListQuery, FunctionPage, FunctionQuery, HiddenText, HistoryEntry, HistoryNames, HistoryPage, HistoryQuery,
    HistoryStanding, Identity, IdentityCenter, Invocation, InvokeInput, JsonProblem, KeychainState, KeysImported,
    KeysInFile, KnownFunctions, LastOutcome, OpenedShare, Preview, Prices, ProfileDraft, RequestCheck, RestoredSession,
    RunEvent, RunInput, RunSummary, Saving, ScopedVariable, ShareClipboard, ShareOptions, SharePreview, SharedProfiles,
    SignInStarted, SignedIn, SsoAccount, StartUp, TestEventDraft,
};
use ts_rs::{Config, TS};

fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/lib/bindings")
}

/// Writes every type that crosses to the page, with all they refer to.
fn export(to: &Path) {
    let config = Config::new().with_out_dir(to);
    StartUp::export_all(&config).unwrap();
    KeychainState::export_all(&config).unwrap();
    ProfileDraft::export_all(&config).unwrap();
    Identity::export_all(&config).unwrap();
    IdentityCenter::export_all(&config).unwrap();
    SignInStarted::export_all(&config).unwrap();
    SignedIn::export_all(&config).unwrap();
    SsoAccount::export_all(&config).unwrap();
    KeysInFile::export_all(&config).unwrap();
    KeysImported::export_all(&config).unwrap();
    SharedProfiles::export_all(&config).unwrap();
    InvokeInput::export_all(&config).unwrap();
    Progress::export_all(&config).unwrap();
    Invocation::export_all(&config).unwrap();
    BodyForm::export_all(&config).unwrap();
    FilteredResponse::export_all(&config).unwrap();
    HiddenText::export_all(&config).unwrap();
    FindQuery::export_all(&config).unwrap();
    FindStep::export_all(&config).unwrap();
    FindSummary::export_all(&config).unwrap();
    FullLog::export_all(&config).unwrap();
    FullLogStep::export_all(&config).unwrap();
    CostQuery::export_all(&config).unwrap();
    CostEstimate::export_all(&config).unwrap();
    Prices::export_all(&config).unwrap();
    CompareQuery::export_all(&config).unwrap();
    Comparison::export_all(&config).unwrap();
    JsonProblem::export_all(&config).unwrap();
    Failure::export_all(&config).unwrap();
    RequestCheck::export_all(&config).unwrap();
    Preview::export_all(&config).unwrap();
    FunctionQuery::export_all(&config).unwrap();
    FunctionFacts::export_all(&config).unwrap();
    Collections::export_all(&config).unwrap();
    CollectionChange::export_all(&config).unwrap();
    Saving::export_all(&config).unwrap();
    FolderSaving::export_all(&config).unwrap();
    EnvironmentSaving::export_all(&config).unwrap();
    ScopedVariable::export_all(&config).unwrap();
    Filled::export_all(&config).unwrap();
    RestoredSession::export_all(&config).unwrap();
    EventTemplate::export_all(&config).unwrap();
    FilledTemplate::export_all(&config).unwrap();
    ReadCommand::export_all(&config).unwrap();
    Imported::export_all(&config).unwrap();
    WrittenCollection::export_all(&config).unwrap();
    Code::export_all(&config).unwrap();
    CodeLanguage::export_all(&config).unwrap();
    FunctionListQuery::export_all(&config).unwrap();
    KnownFunctions::export_all(&config).unwrap();
    FunctionPage::export_all(&config).unwrap();
    Qualifiers::export_all(&config).unwrap();
    TestEvents::export_all(&config).unwrap();
    TestEventDraft::export_all(&config).unwrap();
    HistoryPage::export_all(&config).unwrap();
    HistoryQuery::export_all(&config).unwrap();
    HistoryEntry::export_all(&config).unwrap();
    HistoryNames::export_all(&config).unwrap();
    LastOutcome::export_all(&config).unwrap();
    HistoryStanding::export_all(&config).unwrap();
    CheckProblem::export_all(&config).unwrap();
    RunInput::export_all(&config).unwrap();
    RunEvent::export_all(&config).unwrap();
    RunSummary::export_all(&config).unwrap();
    ShareOptions::export_all(&config).unwrap();
    SharePreview::export_all(&config).unwrap();
    ShareClipboard::export_all(&config).unwrap();
    OpenedShare::export_all(&config).unwrap();
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    let Ok(entries) = fs::read_dir(folder) else { return BTreeMap::new() };
    entries
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()))
        .collect()
}

#[test]
fn the_committed_bindings_are_current() {
    if env::var_os("UPDATE_BINDINGS").is_some() {
        let _ = fs::remove_dir_all(committed());
        export(&committed());
        return;
    }
    let fresh = tempfile::tempdir().unwrap();
    export(fresh.path());
    assert!(files(&committed()) == files(fresh.path()), "The bindings are stale: run `make bindings` and commit them.");
}
