namespace StockFlow.Tests.Infra;

/// <summary>What the compiler would refuse, as far as we can tell without it: names, modules, parameters, types of parameters.</summary>
/// <param name="files">All files that belong together, each under its path.</param>
internal sealed class BicepRules(IReadOnlyDictionary<string, BicepFile> files)
{
    /// <summary>Functions that we use, as documented. Any other is taken for a mistake.</summary>
    private static readonly HashSet<string> Functions =
    [
        "allowed", "bool", "concat", "contains", "description", "empty", "environment", "export", "flatten", "guid", "items", "join", "length",
        "loadJsonContent", "loadTextContent", "map", "maxLength", "maxValue", "minLength", "minValue", "range", "readEnvironmentVariable",
        "replace", "resourceGroup", "resourceId", "secure", "string", "subscription", "subscriptionResourceId", "take", "tenant", "toLower",
        "toObject", "union", "uniqueString",
    ];

    private readonly List<string> _faults = [];

    /// <returns>One sentence for each fault; none when all is well.</returns>
    public IReadOnlyList<string> FindFaults()
    {
        foreach (var file in files.Values)
        {
            FindUnknownAndUnused(file);
            FindDoubleKeys(file);
            foreach (var module in file.Of("module"))
            {
                CheckModule(file, module);
            }

            if (file.Of("using").SingleOrDefault() is { } used)
            {
                CheckParameters(file, used);
            }
        }

        FindSeveralVersions();
        return _faults;
    }

    private void FindUnknownAndUnused(BicepFile file)
    {
        // An output may be named like what it puts out.
        var declared = file.Declarations.Where(declaration => declaration.Kind is not ("using" or "targetScope" or "output"))
            .SelectMany(declaration => declaration.Name.Split(',')).ToList();
        _faults.AddRange(declared.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => $"{file.Path}: '{group.Key}' is declared twice."));

        var used = new HashSet<string>();
        foreach (var declaration in file.Declarations)
        {
            foreach (var call in declaration.Decorators.Concat(declaration.Value?.All ?? []).OfType<BicepNode.Call>())
            {
                FaultIf(!Functions.Contains(call.Function), file, call.Line, $"function '{call.Function}' is not known");
            }

            CheckNames(file, declaration.Value, [.. declared], used);
            foreach (var type in declaration.Type?.Names ?? [])
            {
                used.Add(type);
                FaultIf(!declared.Contains(type), file, declaration.Line, $"type '{type}' is not declared");
            }
        }

        foreach (var import in file.Of("import"))
        {
            var source = Resolve(file, import.Source!);
            foreach (var name in import.Name.Split(','))
            {
                FaultIf(!files.TryGetValue(source, out var from) || !from.Of("type").Any(type => type.Name == name), file, import.Line, $"{source} has no type '{name}'");
            }
        }

        var isParameterFile = file.Of("using").Any();
        foreach (var unused in file.Declarations.Where(declaration => declaration.Kind is "param" or "var" or "import" && !isParameterFile))
        {
            FaultIf(unused.Name.Split(',').Any(name => !used.Contains(name)), file, unused.Line, $"'{unused.Name}' is not used");
        }
    }

    private void CheckNames(BicepFile file, BicepNode? node, HashSet<string> known, HashSet<string> used)
    {
        switch (node)
        {
            case null:
                return;
            case BicepNode.Name name:
                used.Add(name.Id);
                FaultIf(!known.Contains(name.Id), file, name.Line, $"'{name.Id}' is not declared");
                return;
            case BicepNode.Lambda lambda:
                FaultIf(lambda.Parameters.Any(known.Contains), file, lambda.Line, $"'{lambda.Parameters[0]}' hides another symbol");
                known = [.. known, .. lambda.Parameters];
                break;
            case BicepNode.For loop:
                FaultIf(loop.Variables.Any(known.Contains), file, loop.Line, $"'{loop.Variables[0]}' hides another symbol");
                known = [.. known, .. loop.Variables];
                break;
            case BicepNode.Member { Target: BicepNode.Member { Id: "outputs", Target: BicepNode.Name module } } output
                when file.Of("module").SingleOrDefault(found => found.Name == module.Id) is { } found
                && files.TryGetValue(Resolve(file, found.Source!), out var target):
                FaultIf(!target.Of("output").Any(declared => declared.Name == output.Id), file, output.Line, $"module '{module.Id}' has no output '{output.Id}'");
                break;
        }

        foreach (var child in node.Children)
        {
            CheckNames(file, child, known, used);
        }
    }

    private void FindDoubleKeys(BicepFile file)
    {
        foreach (var map in file.Declarations.SelectMany(declaration => declaration.Value?.All ?? []).OfType<BicepNode.Map>())
        {
            var keys = map.Entries.Select(entry => (entry.Key as BicepNode.Literal)?.Value as string).OfType<string>().ToList();
            FaultIf(keys.Distinct().Count() < keys.Count, file, map.Line, "a key is there twice");
        }
    }

    private void CheckModule(BicepFile file, BicepDeclaration module)
    {
        if (!files.TryGetValue(Resolve(file, module.Source!), out var target))
        {
            FaultIf(true, file, module.Line, $"there is no file {module.Source}");
            return;
        }

        if (module.Body?["params"] is not BicepNode.Map given)
        {
            FaultIf(true, file, module.Line, $"module '{module.Name}' has no params");
            return;
        }

        CheckGiven(file, module.Line, target, given.Entries.ToDictionary(entry => BicepFile.TextOf(entry.Key), entry => entry.Value));
    }

    private void CheckParameters(BicepFile file, BicepDeclaration used)
    {
        if (!files.TryGetValue(Resolve(file, used.Name), out var target))
        {
            FaultIf(true, file, used.Line, $"there is no file {used.Name}");
            return;
        }

        CheckGiven(file, used.Line, target, file.Of("param").ToDictionary(param => param.Name, param => param.Value!));
    }

    private void CheckGiven(BicepFile file, int line, BicepFile target, Dictionary<string, BicepNode> given)
    {
        var declared = target.Of("param").ToDictionary(param => param.Name);
        foreach (var (name, value) in given)
        {
            if (!declared.TryGetValue(name, out var param))
            {
                FaultIf(true, file, value.Line, $"{target.Path} has no parameter '{name}'");
                continue;
            }

            var (wanted, is_) = (KindOf(param.Type), KindOf(file, value));
            FaultIf(wanted is not null && is_ is not null && wanted != is_, file, value.Line, $"'{name}' of {target.Path} is {wanted}, not {is_}");
            var allowed = param.Decorators.SingleOrDefault(decorator => decorator.Function == "allowed")?.Arguments[0] as BicepNode.List;
            FaultIf(
                allowed is not null && value is BicepNode.Literal literal && !allowed.Items.OfType<BicepNode.Literal>().Any(item => Equals(item.Value, literal.Value)),
                file, value.Line, $"'{name}' of {target.Path} does not allow this value");
        }

        foreach (var missing in declared.Values.Where(param => param.Value is null && !given.ContainsKey(param.Name)))
        {
            FaultIf(true, file, line, $"'{missing.Name}' of {target.Path} is not given");
        }
    }

    /// <summary>One version of each resource type, so that a type behaves the same everywhere.</summary>
    private void FindSeveralVersions()
    {
        var types = files.Values.SelectMany(file => file.Of("resource")).Select(resource => resource.Source!.Split(' ')[0].Split('@')).ToList();
        _faults.AddRange(types.Where(parts => parts.Length != 2).Select(parts => $"'{parts[0]}' has no version."));
        _faults.AddRange(types.Where(parts => parts.Length == 2).GroupBy(parts => parts[0])
            .Where(group => group.Select(parts => parts[1]).Distinct().Count() > 1).Select(group => $"{group.Key} is used in several versions."));
    }

    private static string? KindOf(BicepType? type) => type?.Kind is "string" or "int" or "bool" or "array" or "object" ? type.Kind : null;

    /// <returns>Null where it takes a compiler to know.</returns>
    private static string? KindOf(BicepFile file, BicepNode value) => value switch
    {
        BicepNode.Literal { Value: string } or BicepNode.Text => "string",
        BicepNode.Literal { Value: long } => "int",
        BicepNode.Literal { Value: bool } or BicepNode.Operation { Sign: "==" or "!=" or "&&" or "||" or "!" or "<" or ">" } => "bool",
        BicepNode.List => "array",
        BicepNode.Map => "object",
        BicepNode.Name name when file.Of("param").SingleOrDefault(param => param.Name == name.Id) is { } param => KindOf(param.Type),
        BicepNode.Name name when file.Of("var").SingleOrDefault(variable => variable.Name == name.Id) is { Value: { } found } => KindOf(file, found),
        BicepNode.Operation { Sign: "?:" } choice => KindOf(file, choice.Operands[1]),
        _ => null,
    };

    private static string Resolve(BicepFile file, string path)
    {
        var parts = new List<string>(file.Path.Split('/')[..^1]);
        foreach (var part in path.Split('/'))
        {
            if (part == "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }

    private void FaultIf(bool wrong, BicepFile file, int line, string what)
    {
        if (wrong)
        {
            _faults.Add($"{file.Path}, line {line}: {what}.");
        }
    }
}
