// The error-correcting codes of a link: what they take off the rate, and how many errors they bear.

/// A forward error correction between two hosts.
public struct ForwardErrorCorrection: Sendable {
  /// Line bits per payload bit.
  public let overhead: Double
  /// Bit error ratio before correction at which the frame loss target is just met.
  public let limit: Double
  /// Name as the parameter's choices spell it.
  public let name: StaticString

  /// No code: the uncoded limit of 1e-12 of the older Ethernet clauses.
  public static let none = ForwardErrorCorrection(overhead: 1, limit: 1e-12, name: "none")

  /// RS(528,514): 2.182e-5 before gives 1e-15 after, the closed form of its 7 correctable symbols.
  public static let rs528 = ForwardErrorCorrection(
    overhead: 257.0 / 256 * 528 / 514, limit: 2.182e-5, name: "rs528")

  /// RS(544,514): 2.4e-4, the limit of the IEEE 802.3 PMD clauses.
  public static let rs544 = ForwardErrorCorrection(
    overhead: 257.0 / 256 * 544 / 514, limit: 2.4e-4, name: "rs544")

  /// RS(544,514) and the inner Hamming(128,120) of 200G lanes, whose framing adds 1089/1020: a symbol
  /// error ratio of 9.6e-3, a bit error ratio of 4.8e-3 (802.3dj, draft).
  public static let rs544Inner = ForwardErrorCorrection(
    overhead: 257.0 / 256 * 544 / 514 * 1089 / 1020, limit: 4.8e-3, name: "rs544_inner")

  /// All codes, in the order of the parameter's choices.
  public static let all = [none, rs528, rs544, rs544Inner]
}
