/// The contract files that are embedded in the binary.
enum BuiltInContracts {
  static let all: [(name: String, bytes: [UInt8])] = [
    ("amazon-settlement-v1.yaml", PackageResources.amazon_settlement_v1_yaml),
    ("amazon-settlement-v2.yaml", PackageResources.amazon_settlement_v2_yaml),
    ("amazon-settlement-xml.yaml", PackageResources.amazon_settlement_xml_yaml),
    ("amazon-vocabulary.yaml", PackageResources.amazon_vocabulary_yaml),
    ("camt052.yaml", PackageResources.camt052_yaml),
    ("camt053.yaml", PackageResources.camt053_yaml),
    ("camt054.yaml", PackageResources.camt054_yaml),
    ("crossfoot-charges.yaml", PackageResources.crossfoot_charges_yaml),
    ("crossfoot-fee-rates.yaml", PackageResources.crossfoot_fee_rates_yaml),
    ("crossfoot-orders.yaml", PackageResources.crossfoot_orders_yaml),
    ("crossfoot-rates.yaml", PackageResources.crossfoot_rates_yaml),
    ("crossfoot-receipts.yaml", PackageResources.crossfoot_receipts_yaml),
    ("crossfoot-refunds.yaml", PackageResources.crossfoot_refunds_yaml),
    ("ecb-rates-csv.yaml", PackageResources.ecb_rates_csv_yaml),
    ("ecb-rates-xml.yaml", PackageResources.ecb_rates_xml_yaml),
    ("mt940.yaml", PackageResources.mt940_yaml),
    ("ofx.yaml", PackageResources.ofx_yaml),
    ("paypal-settlement.yaml", PackageResources.paypal_settlement_yaml),
    ("shopify-payment-transactions.yaml", PackageResources.shopify_payment_transactions_yaml),
  ]
}
