// Channel Operating Margin as Swift apps see it: a Touchstone text, settings, a report.

import Foundation
import Lightlane
import Testing

@Test func marginOfATouchstoneText() throws {
  var text = "# GHz S RI R 50\n"
  for point in 0...1500 {
    let ghz = 0.04 * Double(point)
    text += "\(ghz)"
    for row in 0..<4 {
      for column in 0..<4 {
        // Lines from ports 1 and 3 to ports 2 and 4, the second a little longer.
        let isThrough = row != column && row / 2 == column / 2
        let size = isThrough ? exp(-0.2 * ghz.squareRoot()) : 0
        let angle = -2 * Double.pi * ghz * (row < 2 ? 1 : 1.0004)
        text += " \(size * cos(angle)) \(size * sin(angle))"
      }
      text += "\n"
    }
  }
  let channel = try Touchstone.parse(text, name: "channel.s4p").network
  var settings = try Settings(preset: Com.Preset.rate100GbaseKr)
  try settings.set(Com.ctleDcGainDb, text: "[-12:3:0]")
  try settings.set(Com.packageCase, 1)
  let report = try ComReport(victim: channel, settings: settings)
  let margin = try #require(report.value(Com.Measure.comDb))
  #expect(margin > 3 && margin < 20)
  #expect(
    report.notes.contains { $0.hasPrefix("ctle_dc_gain_db") && $0.contains("set by the user") })
  let crowded = try ComReport(victim: channel, far: [channel], near: [channel], settings: settings)
  #expect(try #require(crowded.value(Com.Measure.comDb)) < margin)
}
