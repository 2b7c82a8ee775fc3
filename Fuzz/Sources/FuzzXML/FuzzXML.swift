import Properties

@_cdecl("LLVMFuzzerTestOneInput")
package func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  XMLProperty.check(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}
