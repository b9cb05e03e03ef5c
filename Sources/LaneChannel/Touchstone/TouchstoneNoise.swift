// What may follow the network's numbers in a Touchstone file: noise of a two-port, and the end.

import LaneParameters

extension TouchstoneReader {
  /// Whether exactly five numbers stand on this line, as noise has.
  func noiseBegins(at start: UnsafePointer<UInt8>) -> Bool {
    p = start
    var count = 0
    while skipBlanks() {
      if decimals.number(&p, shift: 0).isNaN { return false }
      count += 1
      if count > 5 { return false }
    }
    return count == 5
  }

  func readNoise(
    ports: Int, after data: NetworkData
  ) throws(LightlaneError) -> [Touchstone.Noise] {
    if header.hasVersion { return try readKeywordsBehindData(ports: ports) }
    var noise: [Touchstone.Noise] = []
    while try skipToWord() {
      let point = try readNoisePoint(after: noise.last)
      // Version 1 gives the resistance in units of the reference.
      noise.append(point.scaled(by: header.references[0]))
      try expectLineEnd()
    }
    return noise
  }

  private func readNoisePoint(after last: Touchstone.Noise?) throws(LightlaneError)
    -> Touchstone.Noise
  {
    let start = p
    let frequency = try number(shift: header.unit.rawValue)
    guard frequency > (last?.frequencyHz ?? -Double.leastNonzeroMagnitude) else {
      throw source.error(
        .outOfBounds, at: start, "frequency \(decimal(frequency)) Hz of the noise does not rise")
    }
    var values = [0.0, 0.0, 0.0, 0.0]
    for i in 0..<4 {
      guard skipBlanks() else {
        throw source.error(
          .format, at: p, "found the end of the line, expected the 5 numbers of a noise frequency")
      }
      values[i] = try number(shift: 0)
    }
    return Touchstone.Noise(
      frequencyHz: frequency, minimumFigureDb: values[0],
      optimumReflection: TouchstoneLayout.polar(values[1], degrees: values[2]),
      resistance: values[3])
  }

  /// [Noise Data] and [End] of version 2.
  private func readKeywordsBehindData(ports: Int) throws(LightlaneError) -> [Touchstone.Noise] {
    var noise: [Touchstone.Noise] = []
    while try skipToWord() {
      let place = p
      guard p.pointee == Ascii.bracket else {
        throw source.error(
          .format, at: p,
          "found \(word()), expected [Noise Data] or [End] behind the"
            + " \(header.frequencies ?? 0) frequencies of [Number of Frequencies]")
      }
      switch try takeKeyword() {
      case "end":
        try expectLineEnd()
        if try skipToWord() {
          notes.append("what follows [End], on line \(source.position(of: p).line), is ignored")
        }
        return noise
      case "noise data":
        guard ports == 2, noise.isEmpty, let count = header.noiseFrequencies else {
          throw source.error(
            .format, at: place,
            "[Noise Data] needs [Number of Ports] 2 and [Number of Noise Frequencies]")
        }
        try expectLineEnd()
        while noise.count < count {
          guard try skipToWord() else {
            throw source.errorAtEnd(
              "the text ends behind \(noise.count) noise frequencies, expected \(count)")
          }
          noise.append(try readNoisePoint(after: noise.last))
          try expectLineEnd()
        }
      case let other:
        throw source.error(.format, at: place, "found [\(other)], expected [Noise Data] or [End]")
      }
    }
    notes.append("no [End] at the end of the text")
    if let count = header.noiseFrequencies, noise.isEmpty {
      notes.append("[Number of Noise Frequencies] is \(count), but there is no [Noise Data]")
    }
    return noise
  }
}

extension Touchstone.Noise {
  fileprivate func scaled(by reference: Double) -> Touchstone.Noise {
    var scaled = self
    scaled.resistance *= reference
    return scaled
  }
}
