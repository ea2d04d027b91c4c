using System.Text.Json.Nodes;
using Xunit;

namespace StockFlow.Tests.App;

/// <summary>docs/openapi.json, which every answer is compared with. It knows as much of JSON Schema as the document uses.</summary>
internal sealed class OpenApiDocument
{
    private readonly JsonObject _root = JsonNode.Parse(Repository.Read("docs/openapi.json"))!.AsObject();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Every operation, such as "get /stock/{sku}", by what the document says of it.</summary>
    public IReadOnlyDictionary<string, JsonObject> Operations => _root["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject()
            .Where(member => member.Key is "get" or "post" or "put" or "patch" or "delete")
            .Select(member => (Name: $"{member.Key} {path.Key}", Operation: member.Value!.AsObject())))
        .ToDictionary(pair => pair.Name, pair => pair.Operation, StringComparer.Ordinal);

    /// <summary>Where the server's address in the document ends, such as /api.</summary>
    public string Prefix => new Uri(_root["servers"]![0]!["url"]!.GetValue<string>()).AbsolutePath.TrimEnd('/');

    /// <summary>Fails when an answer is not as documented: its status, its media type, a member that is missing, unknown or of another form.</summary>
    /// <param name="method">Upper case.</param>
    /// <param name="path">The whole path, with prefix and escapes.</param>
    public void Check(string method, string path, ApiAnswer answer)
    {
        if (Find(method, path) is not { } operation)
        {
            Assert.True(answer.Status is 404 or 405, $"{method} {path} is not documented and answered {answer}.");
            return;
        }

        var where = $"{operation.Key} {answer.Status}";
        var response = Resolve(operation.Value["responses"]![$"{answer.Status}"]);
        Assert.True(response is not null, $"{where} is not documented: {answer.Text}");
        _seen.Add(where);
        var content = response["content"]?.AsObject();
        Assert.Equal(content?.First().Key, answer.ContentType);
        if (content?.First().Key is "text/csv")
        {
            _seen.Add(where);
        }
        else if (content is not null)
        {
            Compare(content.First().Value!["schema"]!.AsObject(), answer.Json, where);
        }
        else
        {
            Assert.Equal(string.Empty, answer.Text);
        }
    }

    /// <summary>The successes and their members that no answer had so far.</summary>
    public IReadOnlyList<string> Unseen()
    {
        var expected = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (name, operation) in Operations)
        {
            foreach (var (status, response) in operation["responses"]!.AsObject().Where(response => response.Key[0] == '2'))
            {
                expected.Add($"{name} {status}");
                if (Resolve(response)!["content"]?.AsObject().First().Value!["schema"] is { } schema)
                {
                    Collect(schema.AsObject(), $"{name} {status}", expected);
                }
            }
        }

        return [.. expected.Except(_seen)];
    }

    private KeyValuePair<string, JsonObject>? Find(string method, string path)
    {
        var segments = path[(Prefix.Length + 1)..].Split('/');
        return Operations
            .Where(operation => operation.Key.StartsWith(method.ToLowerInvariant() + " ", StringComparison.Ordinal))
            .Where(operation => operation.Key.Split('/')[1..] is var template
                && template.Length == segments.Length
                && template.Zip(segments).All(pair => pair.First[0] == '{' || pair.First == pair.Second))
            .Select(operation => (KeyValuePair<string, JsonObject>?)operation)
            .SingleOrDefault();
    }

    private void Compare(JsonObject schema, JsonNode? value, string where)
    {
        schema = Resolve(schema)!;
        _seen.Add(where);
        var types = schema["type"] is JsonArray several ? several.Select(type => type!.GetValue<string>()) : [schema["type"]!.GetValue<string>()];
        Assert.True(types.Any(type => IsOf(type, value)), $"{where} is {value?.ToJsonString() ?? "null"}, not {string.Join(" or ", types)}.");
        if (schema["enum"] is JsonArray allowed)
        {
            Assert.True(allowed.Any(one => JsonNode.DeepEquals(one, value)), $"{where} is {value}, which is not documented.");
        }

        if (schema["pattern"] is { } pattern)
        {
            Assert.Matches(pattern.GetValue<string>(), value!.GetValue<string>());
        }

        if (value is JsonArray items)
        {
            foreach (var item in items)
            {
                Compare(schema["items"]!.AsObject(), item, $"{where}[]");
            }
        }

        if (value is JsonObject given)
        {
            var members = schema["properties"]!.AsObject();
            foreach (var (name, member) in given)
            {
                Assert.True(members.ContainsKey(name), $"{where}.{name} is not documented.");
                Compare(members[name]!.AsObject(), member, $"{where}.{name}");
            }

            foreach (var name in schema["required"]?.AsArray().Select(name => name!.GetValue<string>()) ?? [])
            {
                Assert.True(given.ContainsKey(name), $"{where}.{name} is missing.");
            }
        }
    }

    private void Collect(JsonObject schema, string where, SortedSet<string> found)
    {
        schema = Resolve(schema)!;
        found.Add(where);
        foreach (var (name, member) in schema["properties"]?.AsObject() ?? [])
        {
            Collect(member!.AsObject(), $"{where}.{name}", found);
        }

        if (schema["items"] is JsonObject item)
        {
            Collect(item, $"{where}[]", found);
        }
    }

    private JsonObject? Resolve(JsonNode? node)
    {
        while (node?["$ref"] is { } reference)
        {
            node = reference.GetValue<string>().Split('/')[1..].Aggregate((JsonNode?)_root, (at, name) => at![name]);
        }

        return node?.AsObject();
    }

    private static bool IsOf(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("object", System.Text.Json.JsonValueKind.Object) => true,
        ("array", System.Text.Json.JsonValueKind.Array) => true,
        ("string", System.Text.Json.JsonValueKind.String) => true,
        ("number", System.Text.Json.JsonValueKind.Number) => true,
        ("integer", System.Text.Json.JsonValueKind.Number) => value!.AsValue().TryGetValue<long>(out _),
        ("boolean", System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False) => true,
        _ => false,
    };
}
