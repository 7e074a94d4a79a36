namespace Hostelry.Portal.Features.StaffBooks;

/// <summary>Names the texts of the books: StaffBooksText.resx, and one beside it for each other language.</summary>
public sealed class StaffBooksText;
