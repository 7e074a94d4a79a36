namespace Hostelry.Benchmarks;

/// <summary>Prints figures as they come, one line each, in columns.</summary>
internal static class Table
{
    private const string Rule = "{0,-62} {1,12}  {2,-12} {3}";

    public static void Head() => Line("measure", "value", "promise", "");

    public static void Write(Figure figure) => Line(
        figure.What, figure.Value, figure.Promise, figure.Kept switch { true => "kept", false => "NOT KEPT", null => "" });

    private static void Line(params object[] columns) =>
        Console.WriteLine(string.Format(System.Globalization.CultureInfo.InvariantCulture, Rule, columns).TrimEnd());
}
