using System.Globalization;

namespace StockFlow.Tests.Infra;

/// <summary>
/// Reads the part of Bicep that we write, strictly: what it does not know is an error. It takes the compiler's place where there is none;
/// infra/check.sh runs the real one wherever it is found.
/// </summary>
internal sealed class BicepParser(string path, string text)
{
    private static readonly string[][] Signs = [["??"], ["||"], ["&&"], ["==", "!=", "=~", "!~"], ["<=", ">=", "<", ">"], ["+", "-"], ["*", "/", "%"]];

    private int _at;

    /// <summary>Inside parentheses a new line is a space.</summary>
    private bool _linesAreSpaces;

    public IReadOnlyList<BicepDeclaration> ParseFile()
    {
        var declarations = new List<BicepDeclaration>();
        for (SkipLines(); _at < text.Length; SkipLines())
        {
            var decorators = ParseDecorators();
            declarations.Add(ParseDeclaration(decorators));
            SkipSpaces();
            if (_at < text.Length && text[_at] != '\n')
            {
                throw Fault("the end of the line is expected");
            }
        }

        return declarations;
    }

    private List<BicepNode.Call> ParseDecorators()
    {
        var decorators = new List<BicepNode.Call>();
        while (Take("@"))
        {
            decorators.Add(ParsePostfix() as BicepNode.Call ?? throw Fault("a decorator is expected"));
            SkipLines();
        }

        return decorators;
    }

    private BicepDeclaration ParseDeclaration(List<BicepNode.Call> decorators)
    {
        var line = Line;
        var kind = ParseId();
        switch (kind)
        {
            case "targetScope":
                Expect("=");
                return new(kind, kind, null, null, ParseExpression(), decorators, line);
            case "using":
                return new(kind, ParsePlainText(), null, null, null, decorators, line);
            case "import":
                Expect("{");
                var names = ParseItems("}", () => new BicepNode.Name(ParseId(), Line));
                Expect("from");
                return new(kind, string.Join(',', names.Select(name => ((BicepNode.Name)name).Id)), ParsePlainText(), null, null, decorators, line);
            case "param" or "var" or "output":
                var name = ParseId();
                SkipSpaces();
                var type = Next() == '=' ? null : ParseType();
                return new(kind, name, null, type, Take("=") ? ParseExpression() : null, decorators, line);
            case "type":
                var typeName = ParseId();
                Expect("=");
                return new(kind, typeName, null, ParseType(), null, decorators, line);
            case "resource" or "module":
                var symbol = ParseId();
                var source = ParsePlainText();
                if (TakeWord("existing"))
                {
                    source += " existing";
                }

                Expect("=");
                return new(kind, symbol, source, null, ParseBody(), decorators, line);
            default:
                throw Fault($"no statement begins with '{kind}'");
        }
    }

    private BicepNode ParseBody()
    {
        var line = Line;
        return TakeWord("if") ? new BicepNode.If(ParseParenthesized(), ParseExpression(), line) : ParseExpression();
    }

    private BicepType ParseType()
    {
        var names = new List<string>();
        var kind = ParseTypePart(names);
        while (Take("|"))
        {
            ParseTypePart(names);
        }

        return new BicepType(kind, names);
    }

    private string ParseTypePart(List<string> names)
    {
        string kind;
        SkipSpaces();
        if (Next() == '\'')
        {
            ParsePlainText();
            kind = "string";
        }
        else if (Take("{"))
        {
            ParseItems("}", () =>
            {
                ParseDecorators();
                if (!Take("*"))
                {
                    ParseId();
                }

                Expect(":");
                names.AddRange(ParseType().Names);
                return new BicepNode.Literal(null, Line);
            });
            kind = "object";
        }
        else
        {
            kind = ParseId();
            if (kind is not ("string" or "int" or "bool" or "object" or "array"))
            {
                names.Add(kind);
            }
        }

        while (Take("[]"))
        {
            kind = "array";
        }

        return kind;
    }

    private BicepNode ParseExpression()
    {
        var condition = ParseOperation(0);
        var end = _at;
        SkipLines();
        if (!(_at < text.Length && text[_at] == '?'))
        {
            _at = end;
            return condition;
        }

        _at++;
        SkipLines();
        var yes = ParseExpression();
        SkipLines();
        Expect(":");
        SkipLines();
        return new BicepNode.Operation("?:", [condition, yes, ParseExpression()], condition.Line);
    }

    private BicepNode ParseOperation(int level)
    {
        if (level == Signs.Length)
        {
            return ParsePrefix();
        }

        var left = ParseOperation(level + 1);
        while (Signs[level].FirstOrDefault(Take) is { } sign)
        {
            left = new BicepNode.Operation(sign, [left, ParseOperation(level + 1)], left.Line);
        }

        return left;
    }

    private BicepNode ParsePrefix()
    {
        var line = Line;
        var sign = Take("!") ? "!" : Take("-") ? "-" : null;
        return sign is null ? ParsePostfix() : new BicepNode.Operation(sign, [ParsePrefix()], line);
    }

    private BicepNode ParsePostfix()
    {
        var node = ParsePrimary();
        while (true)
        {
            // Nothing may stand between a target and its member: a new line would begin another item.
            if (At(".?") || At("."))
            {
                _at += At(".?") ? 2 : 1;
                var id = ParseId();
                node = At("(") ? ParseCall(id) : new BicepNode.Member(node, id, node.Line);
            }
            else if (At("["))
            {
                _at++;
                node = new BicepNode.Index(node, ParseExpression(), node.Line);
                Expect("]");
            }
            else if (At("(") && node is BicepNode.Name function)
            {
                node = ParseCall(function.Id);
            }
            else if (At("!") && !At("!="))
            {
                _at++;
            }
            else
            {
                return node;
            }
        }
    }

    private BicepNode.Call ParseCall(string function)
    {
        var line = Line;
        Expect("(");
        var outer = _linesAreSpaces;
        _linesAreSpaces = true;
        var arguments = new List<BicepNode>();
        while (!Take(")"))
        {
            if (arguments.Count > 0)
            {
                Expect(",");
            }

            arguments.Add(ParseExpression());
        }

        _linesAreSpaces = outer;
        return new BicepNode.Call(function, arguments, line);
    }

    private BicepNode ParseParenthesized()
    {
        Expect("(");
        var outer = _linesAreSpaces;
        _linesAreSpaces = true;
        var node = ParseExpression();
        Expect(")");
        _linesAreSpaces = outer;
        return node;
    }

    private BicepNode ParsePrimary()
    {
        SkipSpaces();
        var line = Line;
        switch (Next())
        {
            case '\'':
                return ParseText();
            case '(':
                return ParseParenthesized();
            case '{':
                _at++;
                return new BicepNode.Map(
                    [.. ParseItems("}", ParseEntry).Select(entry => (((BicepNode.List)entry).Items[0], ((BicepNode.List)entry).Items[1]))], line);
            case '[':
                _at++;
                return ParseList(line);
            case var digit when char.IsAsciiDigit(digit):
                var from = _at;
                while (char.IsAsciiDigit(Next()))
                {
                    _at++;
                }

                return new BicepNode.Literal(long.Parse(text.AsSpan(from, _at - from), CultureInfo.InvariantCulture), line);
        }

        var id = ParseId();
        if (id is "true" or "false" or "null")
        {
            return new BicepNode.Literal(id == "null" ? null : id == "true", line);
        }

        return Take("=>") ? new BicepNode.Lambda([id], ParseExpression(), line) : new BicepNode.Name(id, line);
    }

    private BicepNode ParseList(int line)
    {
        SkipLines();
        if (!TakeWord("for"))
        {
            return new BicepNode.List(ParseItems("]", ParseExpression), line);
        }

        List<string> variables = [];
        if (Take("("))
        {
            variables.Add(ParseId());
            Expect(",");
            variables.Add(ParseId());
            Expect(")");
        }
        else
        {
            variables.Add(ParseId());
        }

        Expect("in");
        var source = ParseExpression();
        Expect(":");
        var body = ParseBody();
        SkipLines();
        Expect("]");
        return new BicepNode.For(variables, source, body, line);
    }

    /// <summary>A pair, as a list of two.</summary>
    private BicepNode.List ParseEntry()
    {
        var line = Line;
        var key = Next() == '\'' ? ParseText() : new BicepNode.Literal(ParseId(), line);
        Expect(":");
        return new BicepNode.List([key, ParseExpression()], line);
    }

    /// <summary>Items up to a closing sign, each on a line of its own or with commas between.</summary>
    private List<BicepNode> ParseItems(string close, Func<BicepNode> parse)
    {
        var outer = _linesAreSpaces;
        _linesAreSpaces = false;
        var items = new List<BicepNode>();
        for (SkipLines(); !Take(close); SkipLines())
        {
            items.Add(parse());
            SkipSpaces();
            if (!Take(",") && Next() != '\n' && !At(close))
            {
                throw Fault($"a comma, a new line or '{close}' is expected");
            }
        }

        _linesAreSpaces = outer;
        return items;
    }

    private string ParsePlainText()
    {
        SkipSpaces();
        return ParseText() is BicepNode.Literal { Value: string plain } ? plain : throw Fault("a text without interpolation is expected");
    }

    private BicepNode ParseText()
    {
        var line = Line;
        Expect("'");
        var parts = new List<BicepNode>();
        var piece = new System.Text.StringBuilder();
        while (Next() != '\'')
        {
            if (At("${"))
            {
                parts.Add(new BicepNode.Literal(piece.ToString(), line));
                piece.Clear();
                _at += 2;
                parts.Add(ParseExpression());
                Expect("}");
            }
            else if (Next() is '\n' or '\0')
            {
                throw Fault("the text does not end on its line");
            }
            else
            {
                var escaped = Next() == '\\';
                _at += escaped ? 1 : 0;
                piece.Append((escaped, Next()) switch { (true, 'n') => '\n', (true, 'r') => '\r', (true, 't') => '\t', (_, var plain) => plain });
                _at++;
            }
        }

        _at++;
        var rest = new BicepNode.Literal(piece.ToString(), line);
        return parts.Count == 0 ? rest : new BicepNode.Text([.. parts, rest], line);
    }

    private string ParseId()
    {
        SkipSpaces();
        var from = _at;
        while (char.IsAsciiLetterOrDigit(Next()) || Next() == '_')
        {
            _at++;
        }

        return _at > from && !char.IsAsciiDigit(text[from]) ? text[from.._at] : throw Fault("a name is expected");
    }

    private int Line => text.AsSpan(0, Math.Min(_at, text.Length)).Count('\n') + 1;

    private char Next() => _at < text.Length ? text[_at] : '\0';

    private bool At(string sign) => string.CompareOrdinal(text, _at, sign, 0, sign.Length) == 0;

    private bool Take(string sign)
    {
        var from = _at;
        SkipSpaces();

        // A ternary's sign is no coalescing one, an arrow no comparison, a division no comment.
        if (At(sign) && !(sign is "<" or ">" or "=" && _at + 1 < text.Length && text[_at + 1] == '=') && !(sign == "=" && At("=>")))
        {
            _at += sign.Length;
            return true;
        }

        _at = from;
        return false;
    }

    private bool TakeWord(string word)
    {
        var from = _at;
        if (Take(word) && !(char.IsAsciiLetterOrDigit(Next()) || Next() == '_'))
        {
            return true;
        }

        _at = from;
        return false;
    }

    private void Expect(string sign)
    {
        if (!Take(sign))
        {
            throw Fault($"'{sign}' is expected");
        }
    }

    private void SkipLines()
    {
        var outer = _linesAreSpaces;
        _linesAreSpaces = true;
        SkipSpaces();
        _linesAreSpaces = outer;
    }

    private void SkipSpaces()
    {
        while (_at < text.Length)
        {
            if (At("//"))
            {
                while (Next() is not ('\n' or '\0'))
                {
                    _at++;
                }
            }
            else if (Next() is ' ' or '\t' or '\r' || (_linesAreSpaces && Next() == '\n'))
            {
                _at++;
            }
            else
            {
                return;
            }
        }
    }

    private FormatException Fault(string what) => new($"{path}, line {Line}: {what}, not '{text.AsSpan(_at, Math.Min(20, text.Length - _at))}'.");
}
