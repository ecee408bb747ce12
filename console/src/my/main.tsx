/** My Account: the page of customers. Nothing of the console is loaded with it. */
import "./my.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { MyAccount } from "./my-account.tsx";

const root = document.getElementById("root");
if (!root) throw new Error("my.html has #root");
createRoot(root).render(
  <StrictMode>
    <MyAccount />
  </StrictMode>,
);
