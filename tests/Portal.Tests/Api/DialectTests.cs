using System.Text.Json.Nodes;

using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

namespace Hostelry.Portal.Tests.Api;

/// <summary>Answers fit the published description of the dialect, named by HCLOUD_OPENAPI.</summary>
public sealed class DialectTests(Portals portals)
{
    [Fact]
    public async Task Every_answer_fits_the_description()
    {
        var file = Environment.GetEnvironmentVariable("HCLOUD_OPENAPI");
        Assert.SkipWhen(string.IsNullOrEmpty(file), "HCLOUD_OPENAPI names no description.");
        var description = new OpenApi(JsonNode.Parse(await File.ReadAllTextAsync(file!, TestApi.Stop))!);
        var api = (await (await portals.OnAsync(DatabaseKind.Sqlite)).CustomerAsync()).Api;

        var key = await api.PostAsync("ssh_keys", new { name = "k", public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFdGY1bWd6jJmUuHMDHG0YOzlZ3vZJ1vHXlCbHWsfuVo x" });
        var made = await api.PostAsync("servers", new { name = "fits", server_type = "ct11", image = "debian-12" });
        await api.DoneAsync(made);
        var id = made.Body!["server"]!["id"]!;
        var action = made.Body["action"]!["id"]!;
        List<string> problems = [];
        void Check(string method, string template, TestAnswer answer) =>
            problems.AddRange(description.Problems(method, template, answer).Select(problem => $"{method} {template}: {problem}"));

        Check("post", "/ssh_keys", key);
        Check("post", "/servers", made);
        foreach (var (template, path) in ((string, string)[])
        [
            ("/servers", "servers"), ("/servers/{id}", $"servers/{id}"), ("/servers/{id}/actions", $"servers/{id}/actions"),
            ("/servers/{id}/actions/{action_id}", $"servers/{id}/actions/{action}"), ("/servers/actions", "servers/actions"),
            ("/servers/actions/{id}", $"servers/actions/{action}"), ("/actions", $"actions?id={action}"), ("/actions/{id}", $"actions/{action}"),
            ("/ssh_keys", "ssh_keys"), ("/ssh_keys/{id}", $"ssh_keys/{key.Body!["ssh_key"]!["id"]}"), ("/server_types", "server_types"),
            ("/server_types/{id}", "server_types/1"), ("/images", "images"), ("/images/{id}", "images/1"), ("/locations", "locations"),
            ("/locations/{id}", "locations/1"), ("/datacenters", "datacenters"), ("/datacenters/{id}", "datacenters/1"), ("/pricing", "pricing"),
        ])
        {
            Check("get", template, await api.GetAsync(path));
        }

        Check("put", "/servers/{id}", await api.PutAsync($"servers/{id}", new { labels = new { a = "b" } }));
        foreach (var (verb, body) in ((string, object?)[])
        [
            ("poweroff", null), ("poweron", null), ("reboot", null), ("reset", null), ("reset_password", null),
            ("rebuild", new { image = "debian-12" }), ("change_type", new { server_type = "ct21", upgrade_disk = false }),
            ("change_protection", new { delete = false }), ("shutdown", null),
        ])
        {
            var answer = await api.PostAsync($"servers/{id}/actions/{verb}", body);
            Check("post", "/servers/{id}/actions/" + verb, answer);
            await api.DoneAsync(answer);
        }

        Check("delete", "/servers/{id}", await api.DeleteAsync($"servers/{id}"));
        Assert.Empty(problems);
    }

    /// <summary>The part of JSON Schema that the description uses.</summary>
    private sealed class OpenApi(JsonNode document)
    {
        public IEnumerable<string> Problems(string method, string template, TestAnswer answer)
        {
            var responses = document["paths"]![template]![method]!["responses"]!.AsObject();
            if (responses[answer.StatusCode.ToString(System.Globalization.CultureInfo.InvariantCulture)] is not { } response)
            {
                return [$"status {answer.StatusCode} is not described: {answer.Body?.ToJsonString()}"];
            }

            return Walk(Resolve(response)["content"]!["application/json"]!["schema"]!, answer.Body, "$");
        }

        private IEnumerable<string> Walk(JsonNode reference, JsonNode? value, string path)
        {
            var schema = Resolve(reference);
            if (value is null)
            {
                return schema["nullable"]?.GetValue<bool>() == true ? [] : [$"{path} is null"];
            }

            List<string> problems = [];
            foreach (var part in schema["allOf"]?.AsArray() ?? [])
            {
                problems.AddRange(Walk(part!, value, path));
            }

            if (schema["enum"] is JsonArray allowed && !allowed.Any(entry => JsonNode.DeepEquals(entry, value)))
            {
                problems.Add($"{path}: {value} is none of {allowed.ToJsonString()}");
            }

            problems.AddRange(schema["type"]?.GetValue<string>() switch
            {
                "object" => Object(schema, value, path),
                "array" => value is JsonArray list
                    ? list.SelectMany((item, i) => Walk(schema["items"]!, item, $"{path}[{i}]"))
                    : [$"{path} is no array"],
                "string" => Kind(value, path, System.Text.Json.JsonValueKind.String),
                "boolean" => Kind(value, path, System.Text.Json.JsonValueKind.True, System.Text.Json.JsonValueKind.False),
                "number" or "integer" => Kind(value, path, System.Text.Json.JsonValueKind.Number),
                _ => [],
            });
            return problems;
        }

        private IEnumerable<string> Object(JsonNode schema, JsonNode value, string path)
        {
            if (value is not JsonObject found)
            {
                return [$"{path} is no object"];
            }

            var missing = (schema["required"]?.AsArray() ?? [])
                .Select(name => name!.GetValue<string>()).Where(name => !found.ContainsKey(name))
                .Select(name => $"{path}.{name} is missing");
            var wrong = found.SelectMany(field => schema["properties"]?[field.Key] is { } property
                ? Walk(property, field.Value, $"{path}.{field.Key}")
                : []);
            return missing.Concat(wrong);
        }

        private static IEnumerable<string> Kind(JsonNode value, string path, params System.Text.Json.JsonValueKind[] kinds) =>
            kinds.Contains(value.GetValueKind()) ? [] : [$"{path} is a {value.GetValueKind()}"];

        private JsonNode Resolve(JsonNode node)
        {
            while (node["$ref"] is { } reference)
            {
                node = reference.GetValue<string>().Split('/').Skip(1).Aggregate(document, (at, name) => at[name]!);
            }

            return node;
        }
    }
}
