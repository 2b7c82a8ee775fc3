import ArgumentParser
import DelimitedText

/// What a file is in, where it does not say.
struct EncodingOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What the file is in, where it has no byte order mark and is not UTF-8: windows-1252, "
        + "iso-8859-1, utf-16le, utf-16be, gb18030 (GBK), shift_jis, euc-kr or big5.",
      valueName: "name"))
  var encoding: TextEncoding?
}

extension TextEncoding: ExpressibleByArgument {
  package init?(argument: String) { self.init(name: argument) }
}
