//! The board: how it begins, how it talks to the host (semihosting), and how it counts. The only unsafe
//! code of the image.

use crate::Lent;
use crate::flash::Flash;
use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicBool, Ordering};
use parhelion_core::stream::{TrustedValidator, Update};

/// How the image ends.
pub enum Exit {
    /// All questions were answered.
    Success,
    /// Anything else.
    Failure,
}

/// The files of the host that are open.
pub struct Host {
    questions: usize,
    answers: usize,
}

const OPEN: usize = 0x01;
const WRITE: usize = 0x05;
const READ: usize = 0x06;
const EXIT_EXTENDED: usize = 0x20;
const STOPPED_NORMALLY: usize = 0x20026;

impl Host {
    /// Opens the questions for reading and the standard output for writing.
    pub fn open() -> Option<Host> {
        let open = |name: &[u8], mode| {
            let block = [name.as_ptr().expose_provenance(), mode, name.len().checked_sub(1)?];
            Some(call(OPEN, &block)).filter(|handle| *handle != usize::MAX)
        };
        Some(Host { questions: open(b"questions\0", 1)?, answers: open(b":tt\0", 5)? })
    }

    /// Fills `to`; none where there are fewer bytes.
    pub fn read(&self, to: &mut [u8]) -> Option<()> {
        let block = [self.questions, to.as_mut_ptr().expose_provenance(), to.len()];
        (call(READ, &block) == 0).then_some(())
    }

    /// Writes to the standard output.
    pub fn print(&self, text: &[u8]) {
        call(WRITE, &[self.answers, text.as_ptr().expose_provenance(), text.len()]);
    }
}

/// Ends the run.
pub fn exit(how: Exit) -> ! {
    let code = match how {
        Exit::Success => 0,
        Exit::Failure => 1,
    };
    loop {
        call(EXIT_EXTENDED, &[STOPPED_NORMALLY, code, 0]);
    }
}

/// What is lent, once.
pub fn lent() -> Option<Lent<'static>> {
    // None of it has a value at first that takes up flash.
    static mut UPDATE: MaybeUninit<Option<Update>> = MaybeUninit::uninit();
    static mut TRUSTED: [TrustedValidator; crate::TRUSTED] =
        [TrustedValidator::NONE; crate::TRUSTED];
    static mut FLASH: Flash = Flash::NEW;
    static TAKEN: AtomicBool = AtomicBool::new(false);
    if TAKEN.load(Ordering::Relaxed) {
        return None;
    }
    TAKEN.store(true, Ordering::Relaxed);
    // SAFETY: there is one thread and no interrupt, and `TAKEN` says that this is the first time; the
    // update is written to before it is lent.
    unsafe {
        let update = (&mut *(&raw mut UPDATE)).write(None);
        Some(Lent { update, trusted: &mut *(&raw mut TRUSTED), flash: &mut *(&raw mut FLASH) })
    }
}

/// Bytes of stack that were used at most: what begins the image has painted all of it.
pub fn deepest_stack() -> usize {
    let (bottom, top) = ((&raw const STACK_END).addr(), (&raw const STACK_START).addr());
    let mut at = &raw const STACK_END;
    // SAFETY: the words between the two symbols of the linker's are the stack's; below its deepest
    // frame they are nobody's.
    while at.addr() < top && unsafe { at.read_volatile() } == PAINT {
        at = at.wrapping_add(1);
    }
    top.saturating_sub(at.addr().max(bottom))
}

const PAINT: u32 = 0xcccc_cccc;

unsafe extern "C" {
    #[link_name = "_stack_start"]
    static STACK_START: u32;
    #[link_name = "_stack_end"]
    static STACK_END: u32;
}

/// What the processor has done: see [`since`].
pub struct Instant(u32);

pub use arch::{instructions, since};

/// One call of the host, which reads and writes what the block names.
fn call(operation: usize, block: &[usize; 3]) -> usize {
    arch::call(operation, block.as_ptr())
}

#[cfg(target_arch = "arm")]
mod arch {
    use super::Instant;
    use core::arch::asm;

    #[cortex_m_rt::entry]
    fn main() -> ! {
        // SAFETY: SysTick is there on every Cortex-M4, and nothing else uses it: counts down from 2^24-1
        // at the clock of the processor, without an interrupt.
        unsafe {
            SYST_RVR.write_volatile(TICKS);
            SYST_CVR.write_volatile(0);
            SYST_CSR.write_volatile(0b101);
        }
        super::start()
    }

    const SYST_CSR: *mut u32 = 0xe000_e010 as *mut u32;
    const SYST_RVR: *mut u32 = 0xe000_e014 as *mut u32;
    const SYST_CVR: *mut u32 = 0xe000_e018 as *mut u32;
    const TICKS: u32 = 0x00ff_ffff;
    /// With `-icount shift=0` an instruction takes a nanosecond, and the board has 25 MHz.
    const INSTRUCTIONS_A_TICK: u64 = 40;

    /// Now.
    pub fn instructions() -> Instant {
        // SAFETY: a register of SysTick, which any code may read.
        Instant(unsafe { SYST_CVR.read_volatile() })
    }

    /// Instructions since then: fewer than 671 million.
    pub fn since(Instant(begin): Instant) -> u64 {
        let Instant(end) = instructions();
        u64::from(begin.wrapping_sub(end) & TICKS) * INSTRUCTIONS_A_TICK
    }

    pub(super) fn call(operation: usize, block: *const usize) -> usize {
        let result;
        // SAFETY: the host answers the breakpoint with one register; it reads and writes what the block
        // names, which the callers have borrowed.
        unsafe { asm!("bkpt #0xab", inlateout("r0") operation => result, in("r1") block) };
        result
    }
}

#[cfg(target_arch = "riscv32")]
mod arch {
    use super::Instant;
    use core::arch::{asm, global_asm};

    // Stack, and its paint; the loader has put everything else where it belongs.
    global_asm!(
        ".section .start, \"ax\"",
        ".global _start",
        "_start:",
        ".option push",
        ".option norelax",
        "la gp, __global_pointer$",
        ".option pop",
        "la sp, _stack_start",
        "la t0, _stack_end",
        "li t1, 0xcccccccc",
        "1: sw t1, 0(t0)",
        "addi t0, t0, 4",
        "bltu t0, sp, 1b",
        "j {main}",
        main = sym main,
    );

    extern "C" fn main() -> ! {
        super::start()
    }

    /// Now.
    pub fn instructions() -> Instant {
        let count: u32;
        // SAFETY: reads a counter that is always there.
        unsafe { asm!("csrr {}, minstret", out(reg) count) };
        Instant(count)
    }

    /// Instructions since then: fewer than 2^32.
    pub fn since(Instant(begin): Instant) -> u64 {
        let Instant(end) = instructions();
        end.wrapping_sub(begin).into()
    }

    pub(super) fn call(operation: usize, block: *const usize) -> usize {
        let result;
        // SAFETY: as on Arm; the three instructions, uncompressed and on one page, are what the host
        // looks for.
        unsafe {
            asm!(
                ".balign 16",
                ".option push",
                ".option norvc",
                "slli x0, x0, 0x1f",
                "ebreak",
                "srai x0, x0, 7",
                ".option pop",
                inlateout("a0") operation => result,
                in("a1") block,
            );
        }
        result
    }
}

/// Answers, and ends.
fn start() -> ! {
    exit(if crate::run().is_ok() { Exit::Success } else { Exit::Failure })
}
