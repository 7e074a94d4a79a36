namespace Hostelry.Portal.Features.Shared;

/// <summary>Names the words of <see cref="Wording"/>: WordingText.resx, and one beside it for each other language.</summary>
public sealed class WordingText;
