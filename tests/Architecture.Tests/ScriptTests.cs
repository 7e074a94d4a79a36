using System.Diagnostics;
using System.Runtime.Versioning;

namespace Hostelry.Architecture.Tests;

/// <summary>The scripts' own decisions, with everything they start replaced.</summary>
[SupportedOSPlatform("linux")]
public sealed class ScriptTests
{
    [Theory]
    [InlineData(134, "0 passed, 1 failed, 0 skipped")]
    [InlineData(0, "0 passed, 0 failed, 0 skipped")]
    public async Task Test_process_that_died_is_a_failure_whatever_the_filter(int code, string last)
    {
        using var folder = new Tree();
        folder.Copy("test");
        folder.Copy(".ci/machine");
        folder.Program("tests/postgres", "exit 0");
        folder.Program("bin/dpkg-query", "echo installed");
        folder.Program("bin/dotnet", $"""
            case $1 in
              --list-sdks) echo '10.0.100 [/usr/share/dotnet]' ;;
              test) exit {code} ;;
            esac
            """);

        var (exit, output) = await folder.RunAsync("./test", "--fast", "--filter", "FullyQualifiedName~Money", "Billing.Tests");

        Assert.Equal(last, output.TrimEnd().Split('\n')[^1]);
        Assert.Equal(code == 0 ? 0 : 1, exit);
    }

    [Fact]
    public async Task Service_gets_its_settings_and_nothing_else_of_roots_environment()
    {
        using var folder = new Tree();
        // The function alone: the rest of the script prepares this machine.
        var script = File.ReadAllText(Path.Combine(Repository.Root, "run"));
        var start = script.IndexOf("drop_root() {", StringComparison.Ordinal);
        var function = script[start..(script.IndexOf("\n}\n", start, StringComparison.Ordinal) + 3)];
        folder.Program("bin/setpriv", """while [[ $1 = --* ]]; do case $1 in --init-groups) shift ;; *) shift 2 ;; esac; done; exec "$@" """);
        folder.Program("shown", $$"""
            user=hostelry programs=/nowhere HOSTELRY_HOME=/var/lib/hostelry
            {{function}}
            export HOSTELRY_Role='All of it' HCLOUD_TOKEN=secret https_proxy=http://proxy
            drop_root
            "${as_user[@]}" env
            """);

        var (exit, output) = await folder.RunAsync("./shown");

        Assert.Equal(0, exit);
        var names = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=')[0]).ToHashSet();
        Assert.Contains("HOSTELRY_Role=All of it", output, StringComparison.Ordinal);
        Assert.Superset(new HashSet<string> { "PATH", "HOME", "DOTNET_CLI_HOME", "DOTNET_GCgen0size" }, names);
        Assert.DoesNotContain("HCLOUD_TOKEN", names);
        Assert.DoesNotContain("https_proxy", names);
    }

    /// <summary>A folder with copies of scripts, and programs of our own before all others.</summary>
    private sealed class Tree : IDisposable
    {
        private readonly string _root = Directory.CreateTempSubdirectory("hostelry-script-").FullName;

        public void Copy(string path) => File.Copy(Path.Combine(Repository.Root, path), Place(path));

        public void Program(string path, string body)
        {
            File.WriteAllText(Place(path), "#!/bin/bash\n" + body + "\n");
            File.SetUnixFileMode(Path.Combine(_root, path), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        public async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
        {
            var start = new ProcessStartInfo("bash")
            {
                WorkingDirectory = _root,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.ArgumentList.Add(program);
            Array.ForEach(arguments, start.ArgumentList.Add);
            start.Environment["PATH"] = Path.Combine(_root, "bin") + ":" + Environment.GetEnvironmentVariable("PATH");
            start.Environment["HOSTELRY_TEST_POSTGRES"] = "none";
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            await errors;
            return (process.ExitCode, output);
        }

        public void Dispose() => Directory.Delete(_root, recursive: true);

        private string Place(string path)
        {
            var place = Path.Combine(_root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            return place;
        }
    }
}
