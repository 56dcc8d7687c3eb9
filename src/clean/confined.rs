//! What the child gives up before it reads the first byte: files, network, memory beyond need, and every call to the kernel
//! that a picture does not need.

use std::collections::BTreeMap;

use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetStatus};
use rlimit::Resource;
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};

/// Memory that it may write to, and address space, in bytes.
const MEMORY: u64 = 768 << 20;
const SPACE: u64 = 4 << 30;
/// Seconds of a processor.
const SECONDS: u64 = 10;

/// Calls that memory, its two pipes, and an end need.
const CALLS: [i64; 28] = [
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_close,
    libc::SYS_mmap,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_mprotect,
    libc::SYS_madvise,
    libc::SYS_brk,
    libc::SYS_futex,
    libc::SYS_getrandom,
    libc::SYS_clock_gettime,
    libc::SYS_sched_yield,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_tgkill,
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_getrusage,
    libc::SYS_prctl,
    libc::SYS_restart_syscall,
    libc::SYS_fstat,
    libc::SYS_lseek,
    libc::SYS_getcpu,
];

/// Confines this process, which must have no other thread.
///
/// # Errors
/// What could not be done: then nothing may be read.
pub(super) fn confine() -> Result<(), String> {
    limits().map_err(|cause| format!("limits: {cause}"))?;
    // Either of the two is a wall by itself; a kernel may know only one.
    let files = without_files();
    let calls = without_calls();
    match (files, calls) {
        (Err(files), Err(calls)) => Err(format!("landlock: {files}; seccomp: {calls}")),
        _ => Ok(()),
    }
}

fn limits() -> std::io::Result<()> {
    Resource::CORE.set(0, 0)?;
    Resource::FSIZE.set(0, 0)?;
    Resource::NPROC.set(0, 0)?;
    Resource::CPU.set(SECONDS, SECONDS)?;
    Resource::DATA.set(MEMORY, MEMORY)?;
    Resource::AS.set(SPACE, SPACE)
}

/// No file can be opened, and nothing be connected to.
fn without_files() -> Result<(), String> {
    let said = |cause: landlock::RulesetError| cause.to_string();
    let rules = Ruleset::default().handle_access(AccessFs::from_all(ABI::V5)).map_err(said)?;
    let rules = rules.handle_access(AccessNet::from_all(ABI::V5)).map_err(said)?;
    let status = rules.create().map_err(said)?.restrict_self().map_err(said)?;
    if status.ruleset == RulesetStatus::NotEnforced {
        return Err("the kernel does not know it".to_owned());
    }
    Ok(())
}

/// Every call but those that are named ends the process.
fn without_calls() -> Result<(), String> {
    let rules: BTreeMap<i64, Vec<_>> = CALLS.into_iter().map(|call| (call, Vec::new())).collect();
    let arch = std::env::consts::ARCH.try_into();
    let arch = arch.map_err(|cause: seccompiler::BackendError| cause.to_string())?;
    let (otherwise, named) = (SeccompAction::KillProcess, SeccompAction::Allow);
    let filter = SeccompFilter::new(rules, otherwise, named, arch).map_err(|it| it.to_string())?;
    let program: BpfProgram =
        filter.try_into().map_err(|it: seccompiler::BackendError| it.to_string())?;
    seccompiler::apply_filter(&program).map_err(|cause| cause.to_string())
}
