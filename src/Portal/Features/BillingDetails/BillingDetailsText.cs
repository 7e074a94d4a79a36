namespace Hostelry.Portal.Features.BillingDetails;

/// <summary>Names the texts of an organization's billing details: BillingDetailsText.resx, and one beside it for each other language.</summary>
public sealed class BillingDetailsText;
