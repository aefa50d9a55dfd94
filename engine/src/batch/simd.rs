//! The only place that asks what the processor can do.

/// Runs a loop compiled for the widest vectors at hand. The loop must be inlined here to be compiled so.
#[cfg(target_arch = "x86_64")]
#[expect(
    unsafe_code,
    reason = "calling a function compiled for AVX2 is unsafe unless the processor was asked, which is done here"
)]
#[inline(always)]
pub(super) fn wide<R>(work: impl FnOnce() -> R) -> R {
    #[target_feature(enable = "avx2")]
    fn avx2<R>(work: impl FnOnce() -> R) -> R {
        work()
    }
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor was asked on the line above.
        unsafe { avx2(work) }
    } else {
        work()
    }
}

/// Other processors: as the compiler does by itself.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
pub(super) fn wide<R>(work: impl FnOnce() -> R) -> R {
    work()
}
