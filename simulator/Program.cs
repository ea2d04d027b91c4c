using StockFlow.Simulator.Console;

return await SimulatorCommand.RunAsync(args);
