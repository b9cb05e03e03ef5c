// Fleets for Swift apps: links as the tiers of a network.

extension FleetLink {
  /// The link that an app describes.
  public init(_ link: Link) { self.init(preset: link.preset, values: link.values) }
}

extension FleetReport {
  /// Answer for a fleet whose tiers use some links, from the interfaces up.
  ///
  /// ```swift
  /// var settings = try Settings(.fleet)
  /// try settings.set(Fleet.accelerators, 20_000)
  /// let report = try FleetReport(settings, tiers: [Link(.dac), Link(.lpo)])
  /// ```
  public init(
    _ settings: Settings, tiers: [Link], rack: Link? = nil, interface: Link? = nil
  ) throws(LightlaneError) {
    try self.init(
      settings,
      links: FleetLinks(
        tiers: tiers.map { FleetLink($0) }, rack: rack.map { FleetLink($0) },
        interface: interface.map { FleetLink($0) }))
  }

  /// A measure by its id, such as `Fleet.Measure.networkPowerW`; nil when the report has none.
  public subscript(measure: Int32) -> Double? { scalars.first { $0.id == measure }?.value }
}

extension FleetEndReport {
  /// Answer for one end of a link.
  public init(_ settings: Settings, link: Link) throws(LightlaneError) {
    try self.init(settings, link: FleetLink(link))
  }

  /// A measure by its id, such as `Fleet.Measure.endPriceUsd`; nil when the report has none.
  public subscript(measure: Int32) -> Double? { scalars.first { $0.id == measure }?.value }
}
