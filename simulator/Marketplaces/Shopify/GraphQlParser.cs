using System.Globalization;
using System.Text;
using System.Text.Json;

namespace StockFlow.Simulator.Marketplaces.Shopify;

/// <summary>Parses the part of GraphQL that clients of a shop's API write: one operation, variables, directives, inline fragments.</summary>
internal sealed class GraphQlParser
{
    private const int DepthMax = 20;

    private readonly string _text;
    private readonly JsonElement _variables;
    private int _place;

    private GraphQlParser(string text, JsonElement variables)
    {
        _text = text;
        _variables = variables;
    }

    /// <returns>Whether it is a mutation, and its top fields.</returns>
    /// <exception cref="GraphQlException">The text is no such query.</exception>
    public static (bool IsMutation, IReadOnlyList<GraphQlField> Fields) Parse(string text, JsonElement variables)
    {
        var parser = new GraphQlParser(text, variables);
        var kind = parser.Peek() == '{' ? "query" : parser.Name();
        if (kind is not ("query" or "mutation"))
        {
            throw parser.Unexpected();
        }

        while (parser.Peek() is not '{')
        {
            // The operation's name and the declarations of its variables: the values carry their types.
            if (parser.Peek() == '(')
            {
                parser.SkipDeclarations();
            }
            else
            {
                parser.Name();
            }
        }

        return (kind == "mutation", parser.Selections(onType: null, depth: 0));
    }

    private List<GraphQlField> Selections(string? onType, int depth)
    {
        if (depth > DepthMax)
        {
            throw new GraphQlException("BAD_REQUEST", "The query is nested too deeply.");
        }

        var fields = new List<GraphQlField>();
        Expect('{');
        while (!Accept('}'))
        {
            if (Accept('.'))
            {
                Expect('.');
                Expect('.');
                if (Name() != "on")
                {
                    throw new GraphQlException("BAD_REQUEST", "Named fragments are not known here.");
                }

                fields.AddRange(Selections(Name(), depth + 1));
                continue;
            }

            fields.Add(Field(onType, depth));
        }

        return fields;
    }

    private GraphQlField Field(string? onType, int depth)
    {
        var name = Name();
        var alias = name;
        if (Accept(':'))
        {
            name = Name();
        }

        var arguments = Peek() == '(' ? Arguments() : [];
        var directives = new Dictionary<string, IReadOnlyDictionary<string, object?>>(StringComparer.Ordinal);
        while (Accept('@'))
        {
            directives[Name()] = Peek() == '(' ? Arguments() : [];
        }

        return new GraphQlField(alias, name, arguments, directives, Peek() == '{' ? Selections(null, depth + 1) : [], onType);
    }

    private Dictionary<string, object?> Arguments()
    {
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
        Expect('(');
        while (!Accept(')'))
        {
            var name = Name();
            Expect(':');
            arguments[name] = Value();
        }

        return arguments;
    }

    private object? Value()
    {
        switch (Peek())
        {
            case '$':
                _place++;
                return Variable(Name());
            case '"':
                return Text();
            case '[':
                _place++;
                var list = new List<object?>();
                while (!Accept(']'))
                {
                    list.Add(Value());
                }

                return list;
            case '{':
                _place++;
                var members = new Dictionary<string, object?>(StringComparer.Ordinal);
                while (!Accept('}'))
                {
                    var name = Name();
                    Expect(':');
                    members[name] = Value();
                }

                return members;
            case '-' or (>= '0' and <= '9'):
                var start = _place++;
                while (_place < _text.Length && char.IsAsciiDigit(_text[_place]))
                {
                    _place++;
                }

                return long.Parse(_text.AsSpan(start, _place - start), CultureInfo.InvariantCulture);
            default:
                return Name() switch
                {
                    "null" => null,
                    "true" => true,
                    "false" => false,
                    var other => other,
                };
        }
    }

    private object? Variable(string name) =>
        _variables.ValueKind == JsonValueKind.Object && _variables.TryGetProperty(name, out var value) ? FromJson(value) : null;

    private static object? FromJson(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetInt64(out var number) ? (object)number : value.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => value.EnumerateArray().Select(FromJson).ToList(),
        JsonValueKind.Object => value.EnumerateObject().ToDictionary(member => member.Name, member => FromJson(member.Value), StringComparer.Ordinal),
        _ => null,
    };

    private string Text()
    {
        Expect('"');
        var text = new StringBuilder();
        while (_place < _text.Length && _text[_place] != '"')
        {
            if (_text[_place] == '\\')
            {
                _place++;
            }

            text.Append(_text[_place++]);
        }

        Expect('"');
        return text.ToString();
    }

    private string Name()
    {
        Peek();
        var start = _place;
        while (_place < _text.Length && (char.IsAsciiLetterOrDigit(_text[_place]) || _text[_place] == '_'))
        {
            _place++;
        }

        return _place > start ? _text[start.._place] : throw Unexpected();
    }

    private void SkipDeclarations()
    {
        while (!Accept(')'))
        {
            Peek();
            _place++;
        }
    }

    private bool Accept(char wanted)
    {
        if (Peek() != wanted)
        {
            return false;
        }

        _place++;
        return true;
    }

    private void Expect(char wanted)
    {
        if (!Accept(wanted))
        {
            throw Unexpected();
        }
    }

    // Spaces, commas and comments mean nothing in GraphQL.
    private char Peek()
    {
        while (_place < _text.Length && (char.IsWhiteSpace(_text[_place]) || _text[_place] is ',' or '#' or '\uFEFF'))
        {
            if (_text[_place] == '#')
            {
                while (_place < _text.Length && _text[_place] != '\n')
                {
                    _place++;
                }
            }
            else
            {
                _place++;
            }
        }

        return _place < _text.Length ? _text[_place] : throw new GraphQlException("BAD_REQUEST", "syntax error, unexpected end of file");
    }

    private GraphQlException Unexpected() =>
        new("BAD_REQUEST", $"syntax error, unexpected {(_place < _text.Length ? $"'{_text[_place]}'" : "end of file")} at {_place}");
}
