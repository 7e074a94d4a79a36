namespace Hostelry.Portal.Features.Account;

/// <summary>Names the texts of a person's account: AccountText.resx, and one beside it for each other language.</summary>
public sealed class AccountText;
