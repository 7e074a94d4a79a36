namespace Hostelry.Portal.Features.Invoices;

/// <summary>Names the texts of the invoices' pages: InvoicesText.resx, and one beside it for each other language.</summary>
public sealed class InvoicesText;
