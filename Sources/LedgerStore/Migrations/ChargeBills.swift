extension Migrations {
  /// When the bill of an accrued landed cost came.
  static let chargeBills = "ALTER TABLE landed_cost_charge ADD COLUMN billed_at INTEGER;"
}
