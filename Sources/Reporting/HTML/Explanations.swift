import Accounting

extension Severity {
  /// What a reader should make of it.
  var meaning: String {
    switch self {
    case .s1: "blocks the close"
    case .s2: "own before sign-off"
    case .s3: "watch"
    case .s4: "information"
    }
  }
}

extension DiscrepancyCode {
  /// What happened and why it matters, for someone who has never met the code.
  var explanation: String {
    switch self {
    case .dc01, .dc02, .dc03, .dc04, .dc05, .cm06: dataExplanation
    case .cm01, .cm02, .cm03, .cm04, .cm05: completenessExplanation
    case .du01, .du02, .du03, .du04, .du05, .du06: completenessExplanation
    case .am01, .am02, .am03, .am04, .am05, .am06, .am07: amountExplanation
    case .po01, .po02, .po03, .po05, .rf01, .rf02, .rf04: cashExplanation
    case .tx01, .fx02, .co01, .co06, .co08, .lg04: bookExplanation
    default: title
    }
  }

  private var dataExplanation: String {
    switch self {
    case .dc01:
      """
      A row or a whole file could not be read. It was set aside untouched; nothing of it is in \
      the figures.
      """
    case .dc02:
      """
      A row lacks something it needs, such as a date or an amount, or has it in a form that could \
      mean two things. It was set aside rather than guessed at.
      """
    case .dc03:
      """
      The channel used a type of transaction that is not mapped to an account. Its money is \
      counted and stands in suspense until someone says what it is.
      """
    case .dc04:
      """
      A row can be read and cannot be true as it stands, such as a shipment before its order. It \
      was taken all the same; look it up where it came from.
      """
    case .dc05:
      """
      The file's column heading is not the one agreed for its format. The file was not taken, so \
      everything in it is missing here.
      """
    default:
      """
      The file ends before its own end, or has fewer rows than it states. It was not taken; fetch \
      it again.
      """
    }
  }

  private var completenessExplanation: String {
    switch self {
    case .cm01:
      """
      The channel paid for an order that our own records do not have. Revenue is booked without \
      an order behind it.
      """
    case .cm02:
      """
      We shipped the order and the channel has not settled it yet. That is normal within the \
      channel's usual days; it turns into CM-03 when they have passed.
      """
    case .cm03:
      """
      We shipped the order and the channel should have settled it by now. Until it does, this is \
      money earned and not received.
      """
    case .cm04:
      """
      The channel's settlements do not follow on from one another: the file for the time between \
      is missing, with all its sales, fees and payouts.
      """
    case .cm05:
      """
      The lines of the settlement do not add up to the total it declares, and no row that was set \
      aside explains the gap. The whole settlement is held and none of it is booked.
      """
    case .du02:
      """
      The same rows stand in two files, as in exports that overlap. They were recognised by their \
      content and count once.
      """
    case .du04:
      """
      Two records agree in everything but their number: an order, a refund or a delivery that may \
      have been entered twice. Both count until someone says which.
      """
    case .du06:
      """
      The channel's account of the same sales came under two numbers, and both are booked.
      """
    case .du01:
      "A file arrived a second time. It was recognised by its content and changed nothing."
    case .du05:
      """
      Several records fit equally well, so none was chosen. The candidates are named; someone who \
      knows picks one, or a reference is added that tells them apart.
      """
    default:
      """
      The same record arrived again with other content. The first one stands; the later one is \
      held until someone decides which is right.
      """
    }
  }

  private var amountExplanation: String {
    switch self {
    case .am01:
      "The channel settled another price or another tax than our order has."
    case .am02:
      """
      The fee charged is not the fee that the agreed rate card gives for this sale. A negative \
      difference is money charged beyond what was agreed.
      """
    case .am03:
      "The discount the channel applied is not the one on our order."
    case .am04:
      "The shipping the channel settled is not the shipping on our order."
    case .am05:
      "The channel settled another number of units than we sold."
    case .am06:
      """
      The two sides differ by no more than the agreed tolerance. Nothing is to be done; the \
      difference is counted so that it cannot grow unseen.
      """
    case .am07:
      """
      What was forgiven of this source in the period comes to the budget that was set for it: \
      small differences that keep coming have a cause.
      """
    default: title
    }
  }

  private var cashExplanation: String {
    switch self {
    case .po01:
      """
      The channel says it paid us and the bank does not show the money, although it should have \
      arrived.
      """
    case .po02:
      "The bank received another amount than the channel says it sent."
    case .po03:
      """
      The bank shows money in that no channel's payout explains. It stands in suspense until it \
      is identified.
      """
    case .po05:
      """
      The reserve the channel released is not the reserve it held back before. A line, or a whole \
      settlement, is missing.
      """
    case .rf01:
      "The channel took money back for a sale that is in none of the records."
    case .rf02:
      "More was refunded than the sale came to."
    case .rf04:
      """
      A refund stands on one side only: either the channel made one that we have no record of, or \
      ours never reached the channel.
      """
    default: title
    }
  }

  private var bookExplanation: String {
    switch self {
    case .tx01:
      """
      The tax the channel kept back is not the tax it collected on the sale. The difference is a \
      liability of ours, or a claim, in that jurisdiction.
      """
    case .fx02:
      """
      There is no exchange rate recent enough for these amounts. They are matched, and they wait \
      to be booked until a rate is loaded.
      """
    case .co01:
      """
      An item was sold for which no cost is known. Its margin is shown too high and marked as \
      incomplete.
      """
    case .co06:
      """
      A charge could not be spread over the goods because what it is spread by, such as weight, \
      is missing.
      """
    case .co08:
      "The order line cost more, fees and goods together, than it brought in."
    case .lg04:
      """
      Money stands in the suspense account. The period can be closed only when each item in it is \
      classified.
      """
    default: title
    }
  }
}
