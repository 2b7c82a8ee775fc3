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
