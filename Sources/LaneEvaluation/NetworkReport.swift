// Reports on electrical networks: their quality, and their responses in time.

import LaneChannel
import LaneNumerics

extension NetworkQuality {
  /// The findings as arrays, one value a frequency where there is one.
  public func arrays(of network: Network) -> [ReportArray] {
    [
      ReportArray(
        name: "quality_percent", unit: "%",
        doc: "IEEE 370 quality metrics in the frequency domain; 100 is best",
        labels: ["passivity", "reciprocity", "causality"],
        values: [passivityPercent, reciprocityPercent, causalityPercent]),
      ReportArray(
        name: "least_causal_entry", unit: "1",
        doc: "Entry of the least causality metric, from zero",
        labels: ["row", "column"],
        values: [Double(leastCausalEntry.row), Double(leastCausalEntry.column)]),
      ReportArray(
        name: "largest_phase_step_deg", unit: "deg",
        doc: "Largest step of a transmission's phase from one frequency to the next",
        labels: ["phase step"], values: [largestPhaseStepDegrees]),
      ReportArray(
        name: "frequency_hz", unit: "Hz", doc: "Frequencies of the network", labels: [],
        values: network.frequenciesHz),
      ReportArray(
        name: "largest_singular_value", unit: "1",
        doc: "Largest singular value at each frequency; at most one where no power is made",
        labels: [], values: largestSingularValues),
      ReportArray(
        name: "reciprocity_error", unit: "1", doc: "Largest |Sij - Sji| at each frequency",
        labels: [], values: reciprocityErrors),
    ]
  }
}

extension Touchstone.Noise {
  /// Noise of a two-port as arrays; none without noise.
  public static func arrays(of noise: [Touchstone.Noise]) -> [ReportArray] {
    if noise.isEmpty { return [] }
    func array(_ name: String, _ unit: String, _ doc: String, _ values: [Double]) -> ReportArray {
      ReportArray(name: name, unit: unit, doc: doc, labels: [], values: values)
    }
    return [
      array("noise_frequency_hz", "Hz", "Frequencies of the noise", noise.map(\.frequencyHz)),
      array(
        "noise_minimum_figure_db", "dB", "Least noise figure", noise.map(\.minimumFigureDb)),
      array(
        "noise_optimum_reflection_real", "1", "Source reflection of the least noise figure",
        noise.map(\.optimumReflection.real)),
      array(
        "noise_optimum_reflection_imaginary", "1", "Source reflection of the least noise figure",
        noise.map(\.optimumReflection.imaginary)),
      array("noise_resistance_ohm", "ohm", "Effective noise resistance", noise.map(\.resistance)),
    ]
  }
}

extension TimeResponse {
  /// Times and values.
  public func arrays(unit: String, doc: String) -> [ReportArray] {
    [
      ReportArray(
        name: "time_s", unit: "s", doc: "Time of each sample; the stimulus is at zero", labels: [],
        values: values.indices.map { start + Double($0) * interval }),
      ReportArray(name: "response", unit: unit, doc: doc, labels: [], values: values),
    ]
  }
}
