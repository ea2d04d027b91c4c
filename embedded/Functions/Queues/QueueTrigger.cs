using System.Reflection;
using EmbeddedFunctions.Store;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace EmbeddedFunctions.Functions;

/// <summary>A function's queue, with its settings looked up.</summary>
/// <param name="Connection">Names the store.</param>
/// <param name="AutoComplete">Null leaves it to host.json.</param>
internal sealed record QueueTrigger(
    FunctionMethod Function, string Queue, string Connection, bool IsSessionsEnabled, bool IsBatched, bool? AutoComplete)
{
    private const string DefaultConnection = "AzureWebJobsServiceBus";

    /// <summary>The queue triggers of all functions. Those with a fault are left out.</summary>
    public static IReadOnlyList<QueueTrigger> All(IEnumerable<FunctionMethod> functions, IConfiguration configuration, List<string> faults) =>
    [
        .. functions.Where(function => function.Trigger is ServiceBusTriggerAttribute)
            .Select(function => Read(function, (ServiceBusTriggerAttribute)function.Trigger, configuration, faults))
            .OfType<QueueTrigger>(),
    ];

    private static QueueTrigger? Read(
        FunctionMethod function, ServiceBusTriggerAttribute trigger, IConfiguration configuration, List<string> faults)
    {
        if (trigger.QueueName is null)
        {
            faults.Add($"{function.Label} listens to a topic. This host has queues only.");
            return null;
        }

        var before = faults.Count;
        var queue = SettingTemplate.Resolve(trigger.QueueName, configuration, function, faults);
        var setting = (trigger.Connection ?? DefaultConnection).Replace("__", ":", StringComparison.Ordinal);
        var connection = configuration[setting] ?? configuration.GetConnectionString(setting);
        if (string.IsNullOrEmpty(connection) || !EmbeddedStores.IsEmbedded(connection))
        {
            var fault = string.IsNullOrEmpty(connection) ? "which is missing" : "which names no embedded store, and this host has no other queues";
            faults.Add($"{function.Label} needs the setting {setting}, {fault}. Example: EmbeddedStore=data/app.db");
        }

        return faults.Count > before
            ? null
            : new QueueTrigger(function, queue, connection!, trigger.IsSessionsEnabled, trigger.IsBatched, AutoCompleteIn(function));
    }

    /// <summary>What the attribute says, if it says so: false by choice differs from false by silence.</summary>
    private static bool? AutoCompleteIn(FunctionMethod function) =>
        function.TriggerParameter.GetCustomAttributesData()
            .Single(data => data.AttributeType == typeof(ServiceBusTriggerAttribute))
            .NamedArguments
            .Where(argument => argument.MemberName == nameof(ServiceBusTriggerAttribute.AutoCompleteMessages))
            .Select(argument => argument.TypedValue.Value as bool?)
            .SingleOrDefault();
}
