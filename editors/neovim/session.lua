-- One session with the server: find, mend, type a policy key by key. What was seen is written as JSON.
local directory, output, command = arg[1], arg[2], { unpack(arg, 3) }
local seen = { version = tostring(vim.version()) }

local function write()
  local file = assert(io.open(output, "w"))
  file:write(vim.json.encode(seen))
  file:close()
end

local function shown(buffer)
  local codes = {}
  for _, one in ipairs(vim.diagnostic.get(buffer)) do
    table.insert(codes, { one.code, one.lnum, one.col, one.end_lnum, one.end_col })
  end
  return codes
end

local function wait_for(what, holds)
  if not vim.wait(30000, holds, 10) then
    seen.missed = what
    write()
    os.exit(1)
  end
end

local function open(name)
  vim.cmd.edit(directory .. "/" .. name)
  vim.bo.filetype = "terraform"
  local id = vim.lsp.start({ name = "checkov-aws-iot", cmd = command, root_dir = directory })
  wait_for("the client", function()
    local client = id and vim.lsp.get_client_by_id(id)
    return client and client.initialized
  end)
  return vim.api.nvim_get_current_buf()
end

local function text(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, true), "\n")
end

local buffer = open("main.tf")
wait_for("the finding", function() return #shown(buffer) > 0 end)
seen.found = shown(buffer)

local first = vim.diagnostic.get(buffer)[1]
vim.api.nvim_win_set_cursor(0, { first.lnum + 1, first.col + 1 })
vim.lsp.buf.code_action({
  apply = true,
  filter = function(action) return action.title:find("^Use ") ~= nil end,
})
wait_for("the end of the finding", function() return #shown(buffer) == 0 end)
seen.mended = text(buffer)

local policy = text(buffer):gsub("client/[^\"]*\"", "client/*\"")
local typed = open("typed.tf")
vim.bo.indentexpr, vim.bo.autoindent = "", false
for key in policy:gmatch(".") do
  vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes("GA", true, false, true) .. (key == "\n" and "\r" or key), "xt", false)
  vim.wait(1)
end
wait_for("the finding of what is typed", function() return #shown(typed) > 0 end)
seen.typed = shown(typed)
seen.text = text(typed)
seen.messages = vim.api.nvim_exec2("messages", { output = true }).output

for _, client in ipairs(vim.lsp.get_clients()) do client:stop() end
wait_for("the end of the server", function() return #vim.lsp.get_clients() == 0 end)
write()
