// The head of a Touchstone file: option line and keywords, up to the first number.

import LaneNumerics
import LaneParameters

/// What the head says, before defaults.
struct TouchstoneHeader {
  enum MatrixFormat { case full, lower, upper }

  var hasVersion = false
  var version = Touchstone.Version.v10
  var hasOptions = false
  var unit = Touchstone.Unit.gigahertz
  var parameter = Touchstone.Parameter.scattering
  var format = Touchstone.Format.magnitudeAngle
  var references: [Double] = [50]
  var ports: Int?
  var frequencies: Int?
  var noiseFrequencies: Int?
  var matrix = MatrixFormat.full
  /// Whether a two-port's file has 12 before 21.
  var rowOrder = false
  var hasTwoPortOrder = false
  var hasReference = false
  var modes: [TouchstoneMode] = []
  /// Keywords that have come.
  var keywords: [String] = []
}

extension TouchstoneReader {
  /// Read up to the first number: of version 1 the first line that is neither comment nor option
  /// line, of version 2 the line behind [Network Data].
  func readHeader() throws(LightlaneError) {
    try checkText()
    while true {
      guard try skipToWord() else {
        throw source.errorAtEnd(
          header.hasOptions ? "the text ends before any number" : "the text has no option line (#)")
      }
      let place = p
      switch p.pointee {
      case Ascii.hash:
        try readOptions()
      case Ascii.bracket:
        if try readKeyword() { break }
        return
      default:
        guard header.hasOptions, !header.hasVersion else {
          let expected =
            header.hasVersion ? "a keyword such as [Network Data]" : "an option line (#)"
          throw source.error(.format, at: place, "found \(word()), expected \(expected)")
        }
        return try finishHeader(at: place)
      }
    }
  }

  /// Refuse what is not 8-bit text at its very start, where the cause can be named.
  private func checkText() throws(LightlaneError) {
    let start = (0..<4).map { p + $0 < end ? p[$0] : Ascii.newline }
    if start[0] == 0xEF, start[1] == 0xBB, start[2] == 0xBF {
      p += 3
      return
    }
    let kind: String? =
      switch (start[0], start[1]) {
      case (0xFF, 0xFE), (0xFE, 0xFF): "UTF-16 text; 8-bit text is taken"
      case (0x1F, 0x8B): "gzip data; unpack it first"
      case (0x50, 0x4B) where start[2] < 9: "a zip archive; unpack it first"
      case (0x89, 0x50), (0x7F, 0x45): "binary data, not Touchstone text"
      default: nil
      }
    if let kind { throw source.error(.format, at: p, kind) }
  }

  // MARK: Option line

  private func readOptions() throws(LightlaneError) {
    let place = p
    p += 1
    if header.hasOptions {
      notes.append("a further option line, on line \(source.position(of: place).line), is ignored")
      return try skipLine()
    }
    header.hasOptions = true
    // What has been said already, of each kind of option.
    var said: [(option: String, text: String)] = []
    while skipBlanks() {
      let at = p
      let text = try takeWord()
      let upper = text.uppercased()
      let option: String
      if let unit = Touchstone.Unit.allCases.first(where: { $0.name.uppercased() == upper }) {
        header.unit = unit
        option = "unit"
      } else if let parameter = Touchstone.Parameter(rawValue: upper) {
        header.parameter = parameter
        option = "parameter"
      } else if let format = Touchstone.Format(rawValue: upper) {
        header.format = format
        option = "format"
      } else if upper == "R" {
        header.references = try takeReferences(atMost: Network.mostPorts)
        option = "reference"
        guard !header.references.isEmpty else {
          throw source.error(.format, at: p, "expected the reference resistance behind R")
        }
        if !header.hasVersion, let ports = requestedPorts ?? extensionPorts {
          try checkReferences(ports: ports, at: at)
        }
      } else {
        throw source.error(
          .format, at: at,
          "found \(Self.quoted(text)) on the option line, expected Hz, kHz, MHz or GHz, S, Y, Z, H or"
            + " G, DB, MA or RI, or R and a resistance")
      }
      if let before = said.first(where: { $0.option == option }) {
        throw source.error(
          .contradiction, at: at,
          "the option line says \(before.text) and \(text): one \(option) is taken")
      }
      said.append((option, text))
    }
    if header.references.count > 1 { header.version = .v11 }
    try skipLine()
  }

  /// The resistances that stand on the rest of this line.
  func takeReferences(atMost most: Int) throws(LightlaneError) -> [Double] {
    var references: [Double] = []
    while skipBlanks() {
      let place = p
      let value = decimals.number(&p, shift: 0)
      if value.isNaN {
        p = place
        break
      }
      guard isDelimiter(p.pointee) else {
        p = place
        throw source.error(
          .format, at: place, "found \(word()), expected a resistance in ohm, a real number")
      }
      guard value > 0, value.isFinite else {
        throw source.error(
          .outOfBounds, at: place, "reference resistance \(decimal(value)); above 0 ohm is taken")
      }
      guard references.count < most else {
        throw source.error(.format, at: place, "more than \(most) reference resistances")
      }
      references.append(value)
    }
    return references
  }

  // MARK: Keywords

  /// A keyword from its bracket to the closing one, in lower case with single blanks.
  func takeKeyword() throws(LightlaneError) -> String {
    let place = p
    p += 1
    var name: [UInt8] = []
    while p.pointee != Ascii.closingBracket {
      guard !isLineEnd(p.pointee), name.count < 40 else {
        throw source.error(.format, at: place, "found [ without ]")
      }
      let byte = p.pointee == 0x5F || p.pointee == Ascii.tab ? Ascii.space : p.pointee
      if byte != Ascii.space || (name.last != Ascii.space && !name.isEmpty) {
        name.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
      }
      p += 1
    }
    p += 1
    if name.last == Ascii.space { name.removeLast() }
    return String(decoding: name, as: UTF8.self)
  }

  /// Read a keyword and its argument; false when the numbers follow.
  private func readKeyword() throws(LightlaneError) -> Bool {
    let place = p
    let keyword = try takeKeyword()
    if keyword == "version" {
      guard !header.hasVersion, !header.hasOptions else {
        throw source.error(.format, at: place, "[Version] must stand before everything else")
      }
      let at = try argument(of: "[Version]")
      let text = try takeWord()
      guard let version = Touchstone.Version(rawValue: text), version == .v20 || version == .v21
      else {
        throw source.error(
          .format, at: at, "found version \(Self.quoted(text)), expected 2.0 or 2.1")
      }
      header.hasVersion = true
      header.version = version
      try expectLineEnd()
      return true
    }
    guard header.hasVersion else {
      throw source.error(.format, at: place, "found [\(keyword)], expected [Version] before it")
    }
    if header.keywords.contains(keyword), keyword != "begin information" {
      throw source.error(.format, at: place, "found [\(keyword)] a second time")
    }
    header.keywords.append(keyword)
    switch keyword {
    case "number of ports":
      header.ports = try count("[Number of Ports]", 1...Network.mostPorts)
    case "number of frequencies":
      header.frequencies = try count("[Number of Frequencies]", 1...Network.mostValues)
    case "number of noise frequencies":
      header.noiseFrequencies = try count("[Number of Noise Frequencies]", 1...Network.mostValues)
    case "two-port data order", "two-port order":
      let at = try argument(of: "[Two-Port Data Order]")
      let text = try takeWord()
      guard text == "21_12" || text == "12_21" else {
        throw source.error(.format, at: at, "found \(Self.quoted(text)), expected 21_12 or 12_21")
      }
      header.rowOrder = text == "12_21"
      header.hasTwoPortOrder = true
      try expectLineEnd()
    case "matrix format":
      let at = try argument(of: "[Matrix Format]")
      let text = try takeWord()
      switch text.lowercased() {
      case "full": header.matrix = .full
      case "lower": header.matrix = .lower
      case "upper": header.matrix = .upper
      default:
        throw source.error(
          .format, at: at, "found \(Self.quoted(text)), expected Full, Lower or Upper")
      }
      try expectLineEnd()
    case "reference": try readReference(at: place)
    case "mixed-mode order": try readModes()
    case "begin information": try skipInformation(from: place)
    case "network data":
      try finishHeader(at: place)
      try expectLineEnd()
      return false
    default:
      throw source.error(
        .format, at: place,
        "found [\(keyword)], expected a keyword that comes before [Network Data]")
    }
    return true
  }

  /// The place of a keyword's argument on the same line.
  private func argument(of keyword: String) throws(LightlaneError) -> UnsafePointer<UInt8> {
    guard skipBlanks() else {
      throw source.error(.format, at: p, "expected the argument of \(keyword)")
    }
    return p
  }

  private func count(_ keyword: String, _ range: ClosedRange<Int>) throws(LightlaneError) -> Int {
    let at = try argument(of: keyword)
    let text = try takeWord()
    guard text.allSatisfy({ $0.isASCII && $0.isNumber }), let value = Int(text),
      range.contains(value)
    else {
      throw source.error(
        .format, at: at,
        "found \(Self.quoted(text)), expected a whole number from \(range.lowerBound) to"
          + " \(range.upperBound) behind \(keyword)")
    }
    try expectLineEnd()
    return value
  }

  /// Resistances, one a port, over as many lines as they take.
  private func readReference(at place: UnsafePointer<UInt8>) throws(LightlaneError) {
    guard let ports = header.ports else {
      throw source.error(.format, at: place, "[Reference] must stand behind [Number of Ports]")
    }
    header.references = try takeReferences(atMost: ports)
    while true {
      if header.references.count == ports { break }
      try expectLineEnd()
      guard try skipToWord() else { throw source.errorAtEnd("the text ends within [Reference]") }
      let before = header.references.count
      header.references += try takeReferences(atMost: ports - before)
      if header.references.count == before {
        throw source.error(
          .format, at: p,
          "found \(word()), expected \(ports) resistances behind [Reference], have"
            + " \(before)")
      }
    }
    header.hasReference = true
    try expectLineEnd()
  }

  private func skipInformation(from place: UnsafePointer<UInt8>) throws(LightlaneError) {
    let (line, _) = source.position(of: place)
    try skipLine()
    while try skipToWord() {
      if p.pointee == Ascii.bracket, try takeKeyword() == "end information" {
        return try skipLine()
      }
      try skipLine()
    }
    throw source.errorAtEnd("[Begin Information] on line \(line) has no [End Information]")
  }

  // MARK: Agreement

  /// Settle what the head leaves open, and refuse what does not fit together.
  private func finishHeader(at place: UnsafePointer<UInt8>) throws(LightlaneError) {
    guard header.hasOptions else {
      throw source.error(.format, at: place, "expected an option line (#) before the numbers")
    }
    let said = header.ports
    if header.hasVersion {
      guard said != nil else {
        throw source.error(.format, at: place, "expected [Number of Ports] before [Network Data]")
      }
      guard header.frequencies != nil else {
        throw source.error(
          .format, at: place, "expected [Number of Frequencies] before [Network Data]")
      }
    }
    for (other, origin) in [(extensionPorts, "the extension"), (requestedPorts, "the caller")] {
      if let said, let other, other != said {
        throw source.error(
          .contradiction, at: place,
          "[Number of Ports] is \(said), but \(origin) says \(other) ports")
      }
    }
    if said == nil, let requestedPorts, let extensionPorts, requestedPorts != extensionPorts {
      throw source.error(
        .contradiction, at: place,
        "the caller says \(requestedPorts) ports, but the extension \(extensionPorts)")
    }
    guard let ports = said ?? requestedPorts ?? extensionPorts else {
      throw source.error(
        .format, at: place,
        "the number of ports is not known: it comes from an extension .s1p to"
          + " .s\(Network.mostPorts)p, the caller, or [Number of Ports]")
    }
    guard (1...Network.mostPorts).contains(ports) else {
      throw source.error(
        .count, at: place, "\(ports) ports; a network has 1 to \(Network.mostPorts)")
    }
    header.ports = ports
    try checkReferences(ports: ports, at: place)
    if header.references.count == 1 {
      header.references = Array(repeating: header.references[0], count: ports)
    }
    if header.parameter == .hybrid || header.parameter == .inverseHybrid, ports != 2 {
      throw source.error(
        .format, at: place, "\(header.parameter.rawValue) parameters have 2 ports, not \(ports)")
    }
    if header.hasVersion, ports == 2, !header.hasTwoPortOrder, header.matrix == .full {
      notes.append("no [Two-Port Data Order]: 21_12, as in version 1")
    }
    try checkModes(ports: ports, at: place)
  }

  private func checkReferences(
    ports: Int, at place: UnsafePointer<UInt8>
  ) throws(LightlaneError) {
    guard header.references.count == 1 || header.references.count == ports else {
      throw source.error(
        .contradiction, at: place,
        "\(header.references.count) reference resistances for \(ports) ports")
    }
  }
}
