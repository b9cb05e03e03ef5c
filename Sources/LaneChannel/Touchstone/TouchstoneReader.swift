// Reading Touchstone text: words, lines and numbers.

import LaneNumerics
import LaneParameters

/// Reads one Touchstone text of any version.
final class TouchstoneReader {
  let source: TextSource
  let decimals = DecimalReader()
  let requestedPorts: Int?
  let extensionPorts: Int?
  var header = TouchstoneHeader()
  var notes: [String] = []
  /// Where reading stands in the present piece of text, and the end of the piece.
  var p: UnsafePointer<UInt8>
  var end: UnsafePointer<UInt8>
  private let nothing: UnsafeMutablePointer<UInt8>
  /// Whether the comments are those of per-frequency port impedances.
  private var inImpedanceComment = false
  private var numbersBegan = false

  init(_ source: TextSource, ports: Int?, extensionPorts: Int?) {
    self.source = source
    requestedPorts = ports
    self.extensionPorts = extensionPorts
    nothing = .allocate(capacity: TextSource.spare)
    nothing.initialize(repeating: Ascii.newline, count: TextSource.spare)
    p = UnsafePointer(nothing)
    end = p
  }

  deinit { nothing.deallocate() }

  func read() throws(LightlaneError) -> Touchstone {
    guard try nextPiece() else { throw source.errorAtEnd("the text is empty") }
    try readHeader()
    numbersBegan = true
    let ports = header.ports ?? 1
    let data = try readNetworkData(ports: ports)
    let noise = try readNoise(ports: ports, after: data)
    let network = try assemble(data, ports: ports)
    return Touchstone(
      network: network, noise: noise, version: header.version, unit: header.unit,
      format: header.format, parameter: header.parameter, modes: header.modes.map(\.text),
      notes: notes)
  }

  // MARK: Words and lines

  func nextPiece() throws(LightlaneError) -> Bool {
    guard let piece = try source.next(), let start = piece.baseAddress else { return false }
    p = start
    end = start + piece.count
    return true
  }

  @inline(__always)
  func isLineEnd(_ byte: UInt8) -> Bool {
    byte == Ascii.newline || byte == Ascii.carriageReturn || byte == Ascii.exclamation
  }

  @inline(__always)
  func isDelimiter(_ byte: UInt8) -> Bool {
    byte == Ascii.space || byte == Ascii.tab || isLineEnd(byte)
  }

  /// Whether a word stands further on this line; the place moves to it.
  func skipBlanks() -> Bool {
    while p.pointee == Ascii.space || p.pointee == Ascii.tab { p += 1 }
    return !isLineEnd(p.pointee)
  }

  /// The word at the place; the place stays.
  func word() -> String {
    var q = p
    while !isDelimiter(q.pointee), q - p < 41 { q += 1 }
    if q == p { return "the end of the line" }
    let bytes = UnsafeBufferPointer(start: p, count: min(q - p, 40))
    return Self.quoted(String(decoding: bytes, as: UTF8.self)) + (q - p > 40 ? "…" : "")
  }

  /// Text for a message, its unprintable bytes as numbers.
  static func quoted(_ text: String) -> String {
    var shown = "'"
    for scalar in text.unicodeScalars {
      if scalar.value < 0x20 || scalar.value == 0x7F || scalar.value == 0xFFFD {
        shown += "\\x" + String(scalar.value, radix: 16)
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return shown + "'"
  }

  /// The word at the place, of at most 40 bytes; the place moves behind it.
  func takeWord() throws(LightlaneError) -> String {
    let start = p
    while !isDelimiter(p.pointee) {
      if p - start == 40 {
        p = start
        throw source.error(.format, at: start, "found \(word()), a word of more than 40 bytes")
      }
      p += 1
    }
    return String(decoding: UnsafeBufferPointer(start: start, count: p - start), as: UTF8.self)
  }

  /// Move over the rest of the line, whatever it is.
  func skipLine() throws(LightlaneError) {
    while p.pointee != Ascii.newline, p.pointee != Ascii.carriageReturn {
      if p.pointee == Ascii.exclamation { try comment() } else { p += 1 }
    }
    p += 1
  }

  /// Move over blanks and a comment to the next line; anything else is an error.
  func expectLineEnd() throws(LightlaneError) {
    guard !skipBlanks() else {
      throw source.error(.format, at: p, "found \(word()), expected the end of the line")
    }
    try skipLine()
  }

  /// Move to the next word on this line or a later one; false at the end of the text.
  func skipToWord() throws(LightlaneError) -> Bool {
    while true {
      if p >= end {
        guard try nextPiece() else { return false }
      }
      if skipBlanks() { return true }
      try skipLine()
    }
  }

  // MARK: Comments

  /// Move over a comment to the end of its line. Some field solvers write each frequency's port
  /// impedances as comments: the numbers are then not those of the option line's reference.
  private func comment() throws(LightlaneError) {
    let start = p
    p += 1
    while p.pointee == Ascii.space || p.pointee == Ascii.tab || p.pointee == Ascii.exclamation {
      p += 1
    }
    if numbersBegan {
      let words: StaticString = "port impedance"
      var q = 0
      while q < words.utf8CodeUnitCount, p[q] | 0x20 == words.utf8Start[q] { q += 1 }
      if q == words.utf8CodeUnitCount {
        p += q
        inImpedanceComment = true
        try checkImpedances(start)
      } else if inImpedanceComment {
        // A list of many ports goes on in further comments.
        if p.pointee &- Ascii.zero <= 9 || p.pointee == Ascii.minus {
          try checkImpedances(start)
        } else if !isLineEnd(p.pointee) {
          inImpedanceComment = false
        }
      }
    }
    while p.pointee != Ascii.newline, p.pointee != Ascii.carriageReturn { p += 1 }
  }

  private func checkImpedances(_ comment: UnsafePointer<UInt8>) throws(LightlaneError) {
    var isReal = true
    while p.pointee == Ascii.space || p.pointee == Ascii.tab || p.pointee > Ascii.space {
      if p.pointee == Ascii.space || p.pointee == Ascii.tab {
        p += 1
        continue
      }
      let place = p
      let value = decimals.number(&p, shift: 0)
      if value.isNaN || !(isReal ? header.references.contains(value) : value == 0) {
        p = place
        throw source.error(
          .format, at: comment,
          "port impedances of each frequency (found \(word())) differ from the reference of the"
            + " option line; export the file renormalised to one resistance")
      }
      isReal.toggle()
    }
  }

  // MARK: Network data

  /// The numbers of the network: frequencies, and the matrices as the file has them, in full, in
  /// real and imaginary parts.
  struct NetworkData {
    var frequenciesHz: [Double] = []
    var values: [Double] = []
  }

  private func readNetworkData(ports: Int) throws(LightlaneError) -> NetworkData {
    let entries = header.matrix == .full ? ports * ports : ports * (ports + 1) / 2
    let most = Network.mostValues / (2 * ports * ports)
    let wanted = header.hasVersion ? header.frequencies ?? 1 : most
    guard wanted <= most else {
      throw source.error(
        .count, at: p, "\(wanted) frequencies; a network of \(ports) ports takes 1 to \(most)")
    }
    let layout = TouchstoneLayout(header, ports: ports)
    var data = NetworkData()
    let count = 1 + 2 * entries
    let scratch = UnsafeMutablePointer<Double>.allocate(capacity: count + 2 * ports * ports)
    defer { scratch.deallocate() }
    let matrix = scratch + count
    let began = (left: source.bytesLeft(from: p), points: 64)
    var last = -Double.leastNonzeroMagnitude
    while data.frequenciesHz.count < wanted {
      guard try skipToWord() else {
        if header.hasVersion || data.frequenciesHz.isEmpty {
          throw source.errorAtEnd(
            "the text ends behind \(data.frequenciesHz.count) frequencies, expected \(wanted)")
        }
        break
      }
      if p.pointee == Ascii.hash, !header.hasVersion {
        notes.append(
          "a further option line, on line \(source.position(of: p).line), is ignored")
        try skipLine()
        continue
      }
      let start = p
      let frequency = try number(shift: header.unit.rawValue)
      if !(frequency > last) {
        if !header.hasVersion, ports == 2, noiseBegins(at: start) {
          p = start
          break
        }
        throw source.error(
          .outOfBounds, at: start,
          "frequency \(decimal(frequency)) Hz does not rise; "
            + (data.frequenciesHz.isEmpty
              ? "it starts at 0 or above" : "above \(decimal(last)) Hz is expected"))
      }
      last = frequency
      try numbers(scratch + 1, count - 1, frequency: data.frequenciesHz.count + 1)
      layout.place(scratch + 1, in: matrix)
      if header.format == .decibelAngle,
        !(0..<2 * ports * ports).allSatisfy({ matrix[$0].isFinite })
      {
        throw source.error(
          .notFinite, at: p,
          "frequency \(data.frequenciesHz.count + 1) has more decibels than a"
            + " number holds")
      }
      data.frequenciesHz.append(frequency)
      data.values.append(contentsOf: UnsafeBufferPointer(start: matrix, count: 2 * ports * ports))
      if !header.hasVersion {
        guard !skipBlanks() else {
          throw source.error(
            .format, at: p,
            "found \(word()), expected the end of the line behind the \(count) numbers of a"
              + " frequency of \(ports) ports; does the number of ports fit?")
        }
      }
      if data.frequenciesHz.count == began.points {
        // Room for the rest, by what a frequency has taken so far.
        let each = max(1, (began.left - source.bytesLeft(from: p)) / began.points)
        let points = min(wanted, began.left / each + began.left / each / 32 + 2)
        data.frequenciesHz.reserveCapacity(points)
        data.values.reserveCapacity(points * 2 * ports * ports)
      }
    }
    if data.frequenciesHz.count == most, !header.hasVersion, try skipToWord() {
      throw source.error(.count, at: p, "more than \(most) frequencies of \(ports) ports")
    }
    return data
  }

  /// Read numbers that may stand on several lines.
  @inline(__always)
  private func numbers(
    _ out: UnsafeMutablePointer<Double>, _ count: Int, frequency: Int
  ) throws(LightlaneError) {
    var q = p
    var lineBegan = 0
    for i in 0..<count {
      while q.pointee == Ascii.space || q.pointee == Ascii.tab { q += 1 }
      if isLineEnd(q.pointee) {
        p = q
        guard try skipToWord() else {
          throw source.errorAtEnd(
            "the text ends within frequency \(frequency), behind \(i) of \(count) numbers")
        }
        // A line of a frequency and its pairs, where pairs go on, is of fewer ports.
        let inLine = i - lineBegan
        guard inLine < 3 || inLine % 2 == 0 else {
          throw source.error(
            .format, at: q,
            "\(inLine) numbers on a line that goes on with pairs, \(i) of the \(count) of a"
              + " frequency; does the number of ports fit?")
        }
        lineBegan = i
        q = p
      }
      let start = q
      let value = decimals.number(&q, shift: 0)
      guard abs(value) <= .greatestFiniteMagnitude, isDelimiter(q.pointee) else {
        p = start
        throw notANumber(value)
      }
      out[i] = value
    }
    p = q
  }

  /// One finite number at the place.
  func number(shift: Int) throws(LightlaneError) -> Double {
    let start = p
    let value = decimals.number(&p, shift: shift)
    guard abs(value) <= .greatestFiniteMagnitude, isDelimiter(p.pointee) else {
      p = start
      throw notANumber(value)
    }
    return value
  }

  private func notANumber(_ value: Double) -> LightlaneError {
    if p.pointee == 0 || p.pointee >= 0x80 || (p.pointee < Ascii.space && !isLineEnd(p.pointee)) {
      return source.error(
        .format, at: p, "byte \(p.pointee) is not text; is this a binary file?")
    }
    let found = word()
    // nan, inf and infinity, and what some C libraries print: 1.#QNAN.
    var letters = p
    while letters.pointee == Ascii.minus || letters.pointee == Ascii.plus { letters += 1 }
    let start = letters.pointee | 0x20
    let isWord =
      (start == 0x6E && letters[1] | 0x20 == 0x61) || (start == 0x69 && letters[1] | 0x20 == 0x6E)
    let isPrinted = letters[1] == Ascii.dot && letters[2] == Ascii.hash
    if isWord || isPrinted || value.isInfinite {
      return source.error(.notFinite, at: p, "found \(found), expected a finite number")
    }
    return source.error(.format, at: p, "found \(found), expected a number")
  }
}
