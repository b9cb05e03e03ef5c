// Forward error correction and limits: reports of settings, and the Reed-Solomon coder.

import CLightlane
import LaneEvaluation
import LaneParameters
import LaneSignal

/// The settings behind a handle.
private func settings(_ handle: OpaquePointer?) throws(LightlaneError) -> Settings {
  try Handle.object(handle, SettingsHandle.self, "settings").settings
}

@_cdecl("lightlane_fec_report") @implementation
public func lightlane_fec_report(
  _ handle: OpaquePointer?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let settings = try settings(handle)
    let out = try required(out, "out")
    let report = try FecReport(settings)
    out.pointee = Handle.make(
      ReportHandle(scalars: report.scalars, arrays: report.arrays, notes: report.notes))
  }
}

@_cdecl("lightlane_limits_report") @implementation
public func lightlane_limits_report(
  _ handle: OpaquePointer?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let measured = try settings(handle)
    let out = try required(out, "out")
    let report = try LimitsReport(measured)
    out.pointee = Handle.make(
      ReportHandle(scalars: report.scalars, arrays: report.arrays, notes: report.notes))
  }
}

// MARK: The coder

/// Most symbols of one call.
private let mostSymbols = 1 << 40

private func coder(_ handle: OpaquePointer?) throws(LightlaneError) -> ReedSolomonCoder {
  try Handle.object(handle, ReedSolomonCoder.self, "coder")
}

/// Words or messages of an argument: `count` of them, of `size` symbols each, of ten bits each.
private func symbols(
  _ pointer: UnsafePointer<UInt16>?, _ count: Int, of size: Int, _ name: StaticString
) throws(LightlaneError) -> UnsafeBufferPointer<UInt16> {
  let (total, overflow) = count.multipliedReportingOverflow(by: size)
  guard count >= 0, !overflow, total <= mostSymbols else {
    throw LightlaneError(
      .count,
      "\(name) has \(UInt(bitPattern: count)) words; 0 to \(mostSymbols / size) are taken")
  }
  let symbols = try array(pointer, count: total, atMost: mostSymbols, name)
  try ReedSolomonCoder.checkSymbols(symbols)
  return symbols
}

@_cdecl("lightlane_reed_solomon_create") @implementation
public func lightlane_reed_solomon_create(
  _ length: UInt32, _ dimension: UInt32, _ out: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let out = try required(out, "out")
    let code = try BlockCode(length: Int(length), dimension: Int(dimension))
    out.pointee = Handle.make(ReedSolomonCoder(code))
  }
}

@_cdecl("lightlane_reed_solomon_destroy") @implementation
public func lightlane_reed_solomon_destroy(_ coder: OpaquePointer?) {
  Handle.release(coder, ReedSolomonCoder.self)
}

@_cdecl("lightlane_reed_solomon_encode") @implementation
public func lightlane_reed_solomon_encode(
  _ handle: OpaquePointer?, _ messages: UnsafePointer<UInt16>?, _ count: Int,
  _ words: UnsafeMutablePointer<UInt16>?, _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let coder = try coder(handle)
    let code = coder.code
    let messages = try symbols(messages, count, of: code.dimension, "messages")
    if count == 0 { return }
    let words = try aligned(words, "words")
    let bytes = MemoryLayout<UInt16>.stride
    let from = UInt(bitPattern: messages.baseAddress)
    let to = UInt(bitPattern: words)
    let fromEnd = from &+ UInt(messages.count * bytes)
    let toEnd = to &+ UInt(count * code.length * bytes)
    guard fromEnd <= to || toEnd <= from else {
      throw LightlaneError(.overlap, "words and messages share memory")
    }
    for i in 0..<count {
      let start = i * code.dimension
      coder.encode(
        UnsafeBufferPointer(rebasing: messages[start..<(start + code.dimension)]),
        into: UnsafeMutableBufferPointer(start: words + i * code.length, count: code.length))
    }
  }
}

@_cdecl("lightlane_reed_solomon_decode") @implementation
public func lightlane_reed_solomon_decode(
  _ handle: OpaquePointer?, _ words: UnsafeMutablePointer<UInt16>?, _ count: Int,
  _ corrected: UnsafeMutablePointer<Int32>?, _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let coder = try coder(handle)
    let length = coder.code.length
    _ = try symbols(UnsafePointer(words), count, of: length, "words")
    if count == 0 { return }
    let words = try aligned(words, "words")
    let corrected = try aligned(corrected, "corrected")
    let none = UnsafeBufferPointer<Int>(start: nil, count: 0)
    for i in 0..<count {
      let word = UnsafeMutableBufferPointer(start: words + i * length, count: length)
      corrected[i] = number(coder.decode(word, erasures: none))
    }
  }
}

@_cdecl("lightlane_reed_solomon_decode_erasures") @implementation
public func lightlane_reed_solomon_decode_erasures(
  _ handle: OpaquePointer?, _ word: UnsafeMutablePointer<UInt16>?,
  _ erasures: UnsafePointer<UInt32>?, _ erasure_count: Int,
  _ corrected: UnsafeMutablePointer<Int32>?, _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let coder = try coder(handle)
    let length = coder.code.length
    _ = try symbols(UnsafePointer(word), 1, of: length, "word")
    let word = try aligned(word, "word")
    let corrected = try aligned(corrected, "corrected")
    let places = try array(erasures, count: erasure_count, atMost: length, "erasures")
      .map { Int($0) }
    try coder.checkErasures(places)
    corrected.pointee = places.withUnsafeBufferPointer { places in
      number(
        coder.decode(UnsafeMutableBufferPointer(start: word, count: length), erasures: places))
    }
  }
}

/// What C is told of a decoding.
private func number(_ decoding: Decoding) -> Int32 {
  switch decoding {
  case .corrected(let errors, _): Int32(truncatingIfNeeded: errors)
  case .uncorrectable: LIGHTLANE_UNCORRECTABLE
  }
}
