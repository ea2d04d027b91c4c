namespace Microsoft.Azure.Functions.Worker;

/// <summary>Objects by type that travel with one invocation. Used by one thread at a time.</summary>
public interface IInvocationFeatures : IEnumerable<KeyValuePair<Type, object>>
{
    void Set<T>(T instance);

    /// <returns>Null when there is none of that type.</returns>
    T? Get<T>();
}
