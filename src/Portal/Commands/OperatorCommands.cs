using System.CommandLine;

namespace Hostelry.Portal.Commands;

/// <summary>The operator's commands. Exit codes: 0 done, 1 refused (the message names field and rule), 2 wrong usage.</summary>
public static class OperatorCommands
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Hostelry: sells virtual servers from your own hardware.");
        var parsed = root.Parse(args);
        return parsed.Errors.Count > 0
            ? await parsed.InvokeAsync() is 0 ? 0 : 2
            : await parsed.InvokeAsync();
    }
}
