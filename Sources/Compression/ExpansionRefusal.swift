/// Why a compressed file is not unpacked; nothing of it may be used then.
package struct ExpansionRefusal: Error, Hashable, Sendable {
  package enum Code: String, Sendable {
    case encrypted = "encrypted_archive"
    case empty = "empty_archive"
    case limit = "expansion_limit"
    case malformed = "malformed_archive"
    case nested = "nested_archive"
    case truncated = "truncated_archive"
    case unreadable
    case unsafeMember = "unsafe_member"
    case unsupported = "unsupported_archive"
  }

  package let code: Code
  package let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

/// What a compressed file may come to once it is unpacked.
package struct ExpansionLimit: Hashable, Sendable {
  /// Files in one archive.
  static let membersMax = 1_000
  /// Below this many bytes it does not matter how many times its size a file comes to.
  static let harmlessBytes = 16 << 20

  package var bytes: Int
  /// How many times the size of the compressed file.
  package var times: Int

  package init(bytes: Int, times: Int) {
    self.bytes = bytes
    self.times = times
  }

  /// What is left of the limit while a file of a size is unpacked.
  func budget(ofFile size: Int) -> ExpansionBudget {
    let (product, overflow) = size.multipliedReportingOverflow(by: times)
    let proportionate = overflow ? Int.max : max(Self.harmlessBytes, product)
    return proportionate < bytes
      ? ExpansionBudget(left: proportionate, allowed: "\(times) times its size")
      : ExpansionBudget(left: bytes, allowed: "\(bytes >> 20) MiB")
  }
}

struct ExpansionBudget {
  fileprivate(set) var left: Int
  fileprivate let allowed: String

  /// - Throws: ``ExpansionRefusal`` once more has come out than is allowed.
  mutating func take(_ count: Int) throws {
    left -= count
    if left < 0 {
      throw ExpansionRefusal(
        .limit,
        "it expands to more than \(allowed); unpack it and look, or raise 'unpack' in crossfoot.yaml"
      )
    }
  }
}
