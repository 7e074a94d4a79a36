namespace Hostelry.Provisioning.Operations;

/// <summary>What a step works with: the rows, the guest behind its fence, and Billing.</summary>
public sealed class FlowRun;
