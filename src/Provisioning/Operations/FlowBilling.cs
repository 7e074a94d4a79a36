using Hostelry.Billing.Subscriptions;

namespace Hostelry.Provisioning.Operations;

/// <summary>The acts of Billing that flows may write with; each joins the step's transaction.</summary>
public sealed record FlowBilling(
    MarkReady MarkReady, EndSubscription EndSubscription, ChangeSubscription ChangeSubscription, CancelChange CancelChange);
