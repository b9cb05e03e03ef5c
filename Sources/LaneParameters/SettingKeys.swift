// Typed keys to settings: the type of a key says what is read. The keys are generated.

/// A key to one setting of a group.
public protocol SettingKey: Sendable {
  /// Id of the group.
  var group: Int32 { get }
  /// Index of the setting in its group.
  var index: Int { get }
}

extension SettingKey {
  /// Id of the setting; 0 for a key of no group.
  public var id: Int32 { SettingsGroup.with(id: group)?.settings[index].row.id ?? 0 }
}

/// A key to a real number.
public struct RealSetting: SettingKey {
  public let group: Int32
  public let index: Int
  @inlinable init(_ group: Int32, _ index: Int) { (self.group, self.index) = (group, index) }
}

/// A key to a whole number.
public struct IntegerSetting: SettingKey {
  public let group: Int32
  public let index: Int
  @inlinable init(_ group: Int32, _ index: Int) { (self.group, self.index) = (group, index) }
}

/// A key to a number that may be absent.
public struct OptionalSetting: SettingKey {
  public let group: Int32
  public let index: Int
  @inlinable init(_ group: Int32, _ index: Int) { (self.group, self.index) = (group, index) }
}

/// A key to a flag.
public struct FlagSetting: SettingKey {
  public let group: Int32
  public let index: Int
  @inlinable init(_ group: Int32, _ index: Int) { (self.group, self.index) = (group, index) }
}

/// A key to one of some named values.
public struct ChoiceSetting<Choice: RawRepresentable & Sendable>: SettingKey
where Choice.RawValue == Int {
  public let group: Int32
  public let index: Int
  @inlinable init(_ group: Int32, _ index: Int) { (self.group, self.index) = (group, index) }
}

/// A key to a list of numbers.
public struct ListSetting: SettingKey {
  public let group: Int32
  public let index: Int
  @inlinable init(_ group: Int32, _ index: Int) { (self.group, self.index) = (group, index) }
}

/// A key to a matrix of numbers.
public struct MatrixSetting: SettingKey {
  public let group: Int32
  public let index: Int
  @inlinable init(_ group: Int32, _ index: Int) { (self.group, self.index) = (group, index) }
}

extension Settings {
  /// The numbers of a key; none for the key of another group.
  public func matrix(_ key: some SettingKey) -> NumberMatrix {
    key.group == group.id ? value(key.index) : NumberMatrix(list: [])
  }

  /// The number of a key; NaN for the key of another group.
  public func real(_ key: RealSetting) -> Double { matrix(key).numbers.first ?? .nan }

  /// The number of a key; nil when it is absent, and for the key of another group.
  public func optional(_ key: OptionalSetting) -> Double? { matrix(key).numbers.first }

  /// The whole number of a key; 0 for the key of another group.
  public func integer(_ key: IntegerSetting) -> Int {
    matrix(key).numbers.first.flatMap { Int(exactly: $0) } ?? 0
  }

  /// The flag of a key; false for the key of another group.
  public func flag(_ key: FlagSetting) -> Bool { matrix(key).numbers.first == 1 }

  /// The choice of a key; nil for the key of another group.
  public func choice<Choice>(_ key: ChoiceSetting<Choice>) -> Choice? {
    matrix(key).numbers.first.flatMap { Int(exactly: $0) }.flatMap { Choice(rawValue: $0) }
  }

  /// The numbers of a list; none for the key of another group.
  public func list(_ key: ListSetting) -> [Double] { matrix(key).numbers }

  /// Set the value of a key; throws when it is none for that setting, or of another group.
  public mutating func set(_ key: some SettingKey, _ value: NumberMatrix) throws(LightlaneError) {
    try set(key.group == group.id ? key.index : -1, value)
  }

  /// Set a number.
  public mutating func set(_ key: some SettingKey, _ number: Double) throws(LightlaneError) {
    try set(key, NumberMatrix(number))
  }

  /// Set the value of a text.
  public mutating func set(_ key: some SettingKey, text: String) throws(LightlaneError) {
    try set(key.group == group.id ? key.index : -1, text: text)
  }
}

extension Settings {
  /// The error of a setting that does not go with others.
  public func refusal(_ key: some SettingKey, _ reason: String) -> LightlaneError {
    refusal(key.index, reason)
  }

  public func refusal(_ index: Int, _ reason: String) -> LightlaneError {
    let row = group.settings[index].row
    return LightlaneError(
      .contradiction, "\(row.name) = \(group.settings[index].text(of: value(index))): \(reason)",
      parameter: row.id)
  }
}
