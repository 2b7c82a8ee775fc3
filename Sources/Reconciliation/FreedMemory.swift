#if canImport(Glibc)
  import Glibc
#endif

/// Gives the memory that was freed back to the system.
///
/// The allocator keeps what each thread freed for that thread; a stage that runs on others would
/// come on top. Where the C library has no such function, nothing happens.
func returnFreedMemory() {
  typealias Trim = @convention(c) (Int) -> Int32
  guard let symbol = dlsym(nil, "malloc_trim") else { return }
  // The symbol has this type in every version of the GNU C library.
  _ = unsafeBitCast(symbol, to: Trim.self)(0)
}

/// Lets threads share what the allocator keeps: two heaps for all of them, not one for each.
///
/// A run has a dozen threads by turns and few of them at once: measured, a tenth less memory in
/// the same time. Where the C library has no such setting, nothing happens.
func shareFreedMemory() {
  typealias Set = @convention(c) (Int32, Int32) -> Int32
  // M_ARENA_MAX in the GNU C library's malloc.h.
  let heapsMax: Int32 = -8
  guard let symbol = dlsym(nil, "mallopt") else { return }
  _ = unsafeBitCast(symbol, to: Set.self)(heapsMax, 2)
}
