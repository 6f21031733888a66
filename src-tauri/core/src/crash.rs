//! What a crash leaves behind: a sentence on standard error, and no copy of this program's memory, in which secrets are
//! while they are used.

/// Keeps this process, and those it starts, from being written to disk when they crash. Nobody else of the same user can
/// read its memory from then on either, where the system knows such a thing.
pub fn leave_no_memory_behind() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        // A limit can always be lowered.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
    // The limit does not hold where a program is told of crashes, as most distributions do.
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}
