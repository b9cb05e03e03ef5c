// TDECQ as Swift apps see it: a pattern, samples, an answer.

import Lightlane
import Testing

@Test func swiftAppsMeasureWaveforms() throws {
  let pattern = try SymbolPattern(named: "PRBS11Q")
  var samples: [Double] = []
  for symbol in pattern.symbols {
    samples += [Double](repeating: 1e-3 + 1e-3 * Double(symbol), count: 16)
  }
  var options = TDECQOptions()
  options.receiver = .captured
  let ideal = try TDECQ.measure(samples, samplesPerSymbol: 16, pattern: pattern, options: options)
  #expect(abs(try #require(ideal.tdecqDb)) < 0.01)
  options.receiver = .applied
  let filtered = try TDECQ.measure(
    samples, samplesPerSymbol: 16, pattern: pattern, options: options)
  #expect(try #require(filtered.tdecqDb) > 0.2)
}
